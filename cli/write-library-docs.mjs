/**
 * Writes `cells/writing/library-docs.json`: what completion and help say of the names that cells may use unimported, from the
 * types of `cells/stdlib/library-types.ts` and the comments beside them. Run after a change of what cells are offered, or of the
 * version of a library; `cells/writing/library-docs.test.ts` fails when a name is missing. It takes half a minute, which is why
 * it is no part of a build.
 */
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
// The compiler of version 5 has an interface for programs; Notebook Kit brings it along.
const ts = createRequire(join(root, 'node_modules/@observablehq/notebook-kit/package.json'))('typescript');

const entry = join(root, 'cells/stdlib/library-types.ts');
const program = ts.createProgram([entry], {
  ...ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config,
    ts.sys,
    root,
  ).options,
  incremental: false,
  plugins: undefined,
});
const checker = program.getTypeChecker();
const source = program.getSourceFile(entry);

/** How deep objects are followed from a name: of a few libraries everything that calls return, of large ones their members. */
const depths = { d3: 2, tf: 1 };
const usualDepth = 3;

/** Type → its number in `types`, and how deep it is described. */
const numbers = new Map();
/** Each the places of its members in `members`: most options of charts are those of all marks. */
const types = [];
const members = [];
const places = new Map();

function intern(member) {
  const text = JSON.stringify(member);
  const known = places.get(text);
  if (known !== undefined) return known;
  places.set(text, members.length);
  members.push(text);
  return members.length - 1;
}

function describeType(type, depth) {
  const plain = bare(type);
  if (depth <= 0 || !hasMembers(plain)) return undefined;
  const known = numbers.get(plain);
  // Met again further up, it is described further down.
  if (known && known.depth >= depth) return known.number;
  const number = known?.number ?? types.push([]) - 1;
  numbers.set(plain, { number, depth });
  types[number] = membersOf(plain)
    .filter((symbol) => !/^(__|_)/.test(symbol.name) && !/\bdeprecated\b/.test(tagNames(symbol)))
    .map((symbol) => intern(describeMember(symbol, depth - 1)));
  return number;
}

/** Without undefined and null; of a union of one object and simpler things the object; what a promise gives. */
function bare(type) {
  const awaited = checker.getAwaitedType?.(type) ?? type;
  const once = checker.getNonNullableType(awaited);
  if (!once.isUnion()) return once;
  const objects = once.types.filter(hasMembers);
  return objects.length === 1 ? objects[0] : once;
}

function hasMembers(type) {
  if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return false;
  if (checker.isArrayType(type) || checker.isTupleType(type)) return false;
  const symbol = type.aliasSymbol ?? type.symbol;
  // What belongs to the browser or the language is known to everybody.
  if (symbol?.declarations?.some((one) => program.isSourceFileDefaultLibrary(one.getSourceFile())))
    return false;
  if (symbol?.declarations?.some((one) => /@types\/node|@types\/geojson/.test(one.getSourceFile().fileName)))
    return false;
  return membersOf(type).length > 0;
}

const isOfFunction = (symbol) =>
  symbol.declarations?.every((one) => program.isSourceFileDefaultLibrary(one.getSourceFile())) ?? false;

const membersOf = (type) => checker.getPropertiesOfType(type).filter((symbol) => !isOfFunction(symbol));

function describeMember(symbol, depth) {
  const type = checker.getTypeOfSymbolAtLocation(symbol, source);
  const calls = checker.getNonNullableType(type).getCallSignatures();
  const made = calls.length === 0 ? type.getConstructSignatures() : [];
  const entry = { name: symbol.name };
  const doc = docOf(symbol, type);
  if (doc) entry.doc = doc;
  const signatures = [...calls, ...made].slice(0, 4).map((signature) => describeSignature(signature, depth));
  if (signatures.length > 0) entry.calls = signatures;
  else entry.type = textOf(type);
  const members = describeType(type, depth);
  if (members !== undefined) entry.members = members;
  return entry;
}

function describeSignature(signature, depth) {
  const described = {
    parameters: signature.getParameters().map((parameter) => {
      const declaration = parameter.valueDeclaration;
      const type = checker.getTypeOfSymbolAtLocation(parameter, source);
      const told = { name: parameter.name.replace(/^__\d+$/, 'options'), type: textOf(type) };
      if (declaration?.questionToken || declaration?.initializer) told.optional = true;
      if (declaration?.dotDotDotToken) told.rest = true;
      const doc = firstSentence(ts.displayPartsToString(parameter.getDocumentationComment(checker)));
      if (doc) told.doc = doc;
      const options =
        type.getCallSignatures().length > 0 ? undefined : describeType(type, Math.max(depth, 1));
      if (options !== undefined) told.options = options;
      return told;
    }),
    returns: textOf(signature.getReturnType()),
  };
  const gives = describeType(signature.getReturnType(), depth);
  if (gives !== undefined) described.gives = gives;
  return described;
}

function textOf(type) {
  if (type.flags & ts.TypeFlags.Unknown) return 'unknown';
  const text = checker
    .typeToString(
      checker.getNonNullableType(type),
      undefined,
      ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope | ts.TypeFormatFlags.WriteArrowStyleSignature,
    )
    .replace(/import\("[^"]*"\)\./g, '')
    // A module by what it is called, wherever this stands on the disk.
    .replace(/import\("[^"]*\/node_modules\/((?:@[^/"]+\/)?[^/"]+)[^"]*"\)/g, 'import("$1")')
    .replace(/import\("\/[^"]*\/([^/"]+)"\)/g, 'import("$1")');
  // Words to choose from are all kept.
  const most = /^("[^"]*"( \| )?)+/.test(text) ? 400 : 64;
  return text.length > most ? `${text.slice(0, most - 2)} …` : text;
}

function docOf(symbol, type) {
  const own = firstSentence(ts.displayPartsToString(symbol.getDocumentationComment(checker)));
  if (own) return own;
  const [call] = checker.getNonNullableType(type).getCallSignatures();
  return call ? firstSentence(ts.displayPartsToString(call.getDocumentationComment(checker))) : undefined;
}

function firstSentence(text) {
  const flat = text
    .replace(/```[\s\S]*?```/g, '')
    .replace(/\[([^\]]+)\]\([^)]*\)|\[([^\]]+)\]\[\d+\]/g, (_, a, b) => a ?? b)
    .replace(/<[^>]+>/g, '')
    .replace(/(?<![\w*])\*+([^*\s][^*]*)\*+(?![\w*])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
  const sentence = /^.*?[.!?](?=\s|$)(?<!e\.g\.|i\.e\.)/.exec(flat)?.[0] ?? flat;
  return sentence.length > 220 ? `${sentence.slice(0, 218)} …` : sentence || undefined;
}

const tagNames = (symbol) =>
  symbol
    .getJsDocTags(checker)
    .map(({ name }) => name)
    .join(' ');

const library = source.statements.find((one) => ts.isInterfaceDeclaration(one));
const names = checker
  .getPropertiesOfType(checker.getTypeAtLocation(library))
  .map((symbol) => describeMember(symbol, depths[symbol.name] ?? usualDepth));

const file = join(root, 'cells/writing/library-docs.json');
const lines = (list) => `[\n${list.join(',\n')}\n]`;
const text = `{"names": ${lines(names.map((one) => JSON.stringify(one)))},\n"types": ${lines(types.map((one) => JSON.stringify(one)))},\n"members": ${lines(members)}}\n`;
await writeFile(file, text);
console.log(
  `${names.length} names, ${types.length} types, ${members.length} members, ${Math.round(text.length / 1024)} KB`,
);
