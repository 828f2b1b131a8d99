import type {
  Completion,
  CompletionContext,
  CompletionResult,
  CompletionSource,
} from '@codemirror/autocomplete';
import type { CellKind } from '@/cells/document/notebook';
import { wordsOfType } from '@/cells/writing/library-docs';
import { callAround, optionsAt } from './call-around';
import { type CodeAt, codeAt, type SyntaxNode } from './code-at';
import { drawHelp } from './draw-help';
import { dataOf, type HelpSources, resolveShape } from './resolve-shape';
import { elementOf, type Offer, offersOf } from './shapes';

const word = /^[\p{ID_Continue}$]*$/u;
const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** What stands behind a dot, the options of a call, and the words and columns that a text may be. */
export function memberCompletions(kind: CellKind, sources: HelpSources): CompletionSource {
  return async (context) => {
    const code = codeAt(context.state, context.pos, kind);
    if (!code) return null;
    const found =
      (await completeMember(code, context, sources)) ??
      (await completeOption(code, context, sources)) ??
      (await completeText(code, sources));
    return context.aborted ? null : found;
  };
}

async function completeMember(
  code: CodeAt,
  context: CompletionContext,
  sources: HelpSources,
): Promise<CompletionResult | null> {
  const { node } = code;
  const member = node.parent?.name === 'MemberExpression' ? node.parent : null;
  if (!member || !/^(PropertyName|\.|\?\.)$/.test(node.name)) return null;
  const isNamed = node.name === 'PropertyName';
  const shape = await resolveShape(code, member.firstChild, sources);
  if (!shape) return null;
  const from = isNamed ? code.placeOf(node).from : context.pos;
  return {
    from,
    validFor: word,
    options: offersOf(shape).map((offer) => ({
      ...toCompletion(offer),
      // A name that cannot stand behind a dot stands in brackets.
      ...(identifier.test(offer.name) ? {} : { apply: inBrackets(offer.name) }),
    })),
  };
}

const inBrackets =
  (name: string): Exclude<Completion['apply'], string | undefined> =>
  (view, _, from, to) =>
    view.dispatch({
      changes: { from: from - 1, to, insert: `[${JSON.stringify(name)}]` },
      selection: { anchor: from - 1 + JSON.stringify(name).length + 2 },
    });

/** Names of options, where a key is written. */
async function completeOption(
  code: CodeAt,
  context: CompletionContext,
  sources: HelpSources,
): Promise<CompletionResult | null> {
  const object = objectOfKey(code);
  const around = object && callAround(code);
  if (
    !around ||
    (code.node.name !== 'PropertyDefinition' && !context.explicit && !/[{,]$/.test(code.node.name))
  )
    return null;
  const called = await resolveShape(code, around.call.firstChild, sources);
  const written = new Set(
    object
      .getChildren('Property')
      .flatMap((one) => one.getChild('PropertyDefinition') ?? [])
      .filter((key) => key.from !== code.node.from)
      .map((key) => code.text(key)),
  );
  const options = called ? optionsAt(called, around).filter(({ name }) => !written.has(name)) : [];
  if (options.length === 0) return null;
  const isNamed = code.node.name === 'PropertyDefinition';
  return {
    from: isNamed ? code.placeOf(code.node).from : context.pos,
    validFor: word,
    options: options.map(({ name, type, doc, calls }) => ({
      ...toCompletion({ name, kind: 'property', detail: type ?? (calls ? 'function' : undefined), doc }),
      apply: `${identifier.test(name) ? name : JSON.stringify(name)}: `,
      boost: 4,
    })),
  };
}

/** The object literal in which a key is about to be written at the place. */
function objectOfKey({ node, pos }: CodeAt): SyntaxNode | undefined {
  if (node.name === 'ObjectExpression') return node;
  const { parent } = node;
  if (/^[{,]$/.test(node.name)) return parent?.name === 'ObjectExpression' ? parent : undefined;
  if (node.name !== 'PropertyDefinition' || parent?.name !== 'Property') return undefined;
  const colon = parent.getChild(':');
  if (colon && pos > colon.from) return undefined;
  return parent.parent?.name === 'ObjectExpression' ? parent.parent : undefined;
}

/** In quotes inside a call: the words that the option allows, else the columns of the table that the call is about. */
async function completeText(code: CodeAt, sources: HelpSources): Promise<CompletionResult | null> {
  const { node } = code;
  if (node.name !== 'String' || code.pos === node.from) return null;
  const around = callAround(code);
  if (!around) return null;
  const { from, to } = code.placeOf(node);
  const isClosed = to - from > 1 && code.text(node).at(-1) === code.text(node)[0];
  const result = (options: readonly Completion[]): CompletionResult | null =>
    options.length === 0
      ? null
      : { from: from + 1, to: isClosed ? to - 1 : to, options, validFor: /^[^'"`\n]*$/ };
  const key = around.path?.at(-1);
  if (key !== undefined) {
    const called = await resolveShape(code, around.call.firstChild, sources);
    const options = called ? optionsAt(called, { ...around, path: around.path?.slice(0, -1) }) : [];
    const words = wordsOfType(options.find(({ name }) => name === key)?.type ?? '');
    if (words.length > 0) return result(words.map((label) => ({ label, type: 'text', boost: 4 })));
  }
  const data = await dataOf(code, around.call, sources);
  const row = data && elementOf(data);
  return row?.from === 'row'
    ? result(row.columns.map(({ name, type }) => ({ label: name, detail: type, type: 'property', boost: 4 })))
    : null;
}

const toCompletion = (offer: Offer): Completion => ({
  label: offer.name,
  type: offer.kind === 'method' ? 'function' : 'property',
  detail: offer.detail,
  ...(offer.doc ? { info: () => drawHelp({ code: signatureOf(offer), doc: offer.doc }) } : {}),
});

const signatureOf = ({ name, kind, detail = '' }: Offer) =>
  kind === 'method' ? `${name}${detail}` : detail && `${name}: ${detail}`;
