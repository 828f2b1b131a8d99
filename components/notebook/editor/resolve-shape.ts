import type { LibraryDocs } from '@/cells/writing/library-docs';
import type { CodeAt, SyntaxNode } from './code-at';
import { callsOf, elementOf, memberOf, type Shape } from './shapes';

/** Where help learns what names mean. */
export interface HelpSources {
  /** Undefined where it could not be fetched. */
  docs(): Promise<LibraryDocs | undefined>;
  /** The value that a cell has under a name; undefined while none has one. Nothing runs for it. */
  valueOf(
    name: string,
  ): Promise<
    { readonly value: unknown /** Where it comes from, in words. */; readonly origin?: string } | undefined
  >;
}

/** Objects of the language that everybody uses. */
const ofLanguage: Readonly<Record<string, unknown>> = {
  ...{ Math, JSON, Object, Array, Date, Number, String, Promise, Map, Set, console, Intl, Symbol, BigInt },
};

/** Methods of tables and arrays that give one element, and those that give such a collection again. */
const givesElement = new Set(['at', 'get', 'find', 'findLast', 'pop', 'shift', 'object']);
const givesSame = new Set([
  'filter',
  'slice',
  'sort',
  'toSorted',
  'toReversed',
  'reverse',
  'toArray',
  'objects',
  'concat',
]);

/** Longer chains are not followed. */
const deepest = 12;

/** What help knows of an expression of the text. */
export async function resolveShape(
  code: CodeAt,
  node: SyntaxNode | null,
  sources: HelpSources,
  depth = 0,
): Promise<Shape | undefined> {
  if (!node || depth > deepest) return undefined;
  const go = (next: SyntaxNode | null) => resolveShape(code, next, sources, depth + 1);
  switch (node.name) {
    case 'VariableName':
      return resolveName(code, node, sources, depth);
    case 'ParenthesizedExpression':
      return go(node.firstChild?.nextSibling ?? null);
    case 'AwaitExpression':
    case 'UnaryExpression':
      return go(node.lastChild);
    case 'MemberExpression': {
      const object = await go(node.firstChild);
      if (!object) return undefined;
      const property = node.getChild('PropertyName');
      if (property) return memberOf(object, code.text(property));
      // rows[0]
      return node.getChild('[') && node.getChild('Number') ? elementOf(object) : undefined;
    }
    case 'CallExpression':
    case 'NewExpression': {
      const callee = node.name === 'NewExpression' ? (node.firstChild?.nextSibling ?? null) : node.firstChild;
      const called = await go(callee);
      if (called?.from === 'docs') {
        const gives = callsOf(called).find((call) => call.gives !== undefined)?.gives;
        return gives === undefined ? undefined : { from: 'type', type: gives, docs: called.docs };
      }
      const method = callee?.getChild('PropertyName');
      const name = method ? code.text(method) : '';
      if (!givesElement.has(name) && !givesSame.has(name)) return undefined;
      const collection = await go(callee?.firstChild ?? null);
      return collection && (givesElement.has(name) ? elementOf(collection) : collection);
    }
    case 'String':
      return { from: 'value', value: '' };
    case 'ArrayExpression':
      return { from: 'value', value: [] };
    default:
      return undefined;
  }
}

async function resolveName(
  code: CodeAt,
  node: SyntaxNode,
  sources: HelpSources,
  depth: number,
): Promise<Shape | undefined> {
  const name = code.text(node);
  const definition = findDefinition(code, node, name);
  if (definition?.matchContext(['ParamList']) || definition?.parent?.name === 'ArrowFunction')
    return resolveParameter(code, definition, sources, depth);
  if (definition) {
    const equals = definition.nextSibling;
    return equals?.name === 'Equals' ? resolveShape(code, equals.nextSibling, sources, depth + 1) : undefined;
  }
  const known = await sources.valueOf(name);
  if (known) return { from: 'value', ...known };
  const docs = await sources.docs();
  const member = docs?.names.find((one) => one.name === name);
  if (docs && member) return { from: 'docs', member, docs };
  return Object.hasOwn(ofLanguage, name) ? { from: 'value', value: ofLanguage[name] } : undefined;
}

/** Where the text binds a name: as a parameter around the node, else by a declaration. */
function findDefinition(code: CodeAt, node: SyntaxNode, name: string): SyntaxNode | undefined {
  for (let each: SyntaxNode | null = node; each; each = each.parent) {
    if (!/Function/.test(each.name)) continue;
    const list = each.getChild('ParamList');
    const found = list?.getChildren('VariableDefinition').find((one) => code.text(one) === name);
    if (found) return found;
  }
  let declared: SyntaxNode | undefined;
  code.top.cursor().iterate(({ name: type, node: one }) => {
    if (declared) return false;
    if (
      type === 'VariableDefinition' &&
      one.parent?.name === 'VariableDeclaration' &&
      code.text(one) === name
    )
      declared = one;
    return true;
  });
  return declared;
}

/** The parameter of a function that is handed on with a table or an array: one of its elements. */
async function resolveParameter(
  code: CodeAt,
  definition: SyntaxNode,
  sources: HelpSources,
  depth: number,
): Promise<Shape | undefined> {
  let call: SyntaxNode | null = definition;
  while (call && !/Function/.test(call.name)) call = call.parent;
  while (call && call.name !== 'CallExpression') call = call.parent;
  return call ? dataOf(code, call, sources, depth + 1).then((data) => data && elementOf(data)) : undefined;
}

/** The table or array that a call is about: what its method belongs to, else its first argument, also of the calls before it. */
export async function dataOf(
  code: CodeAt,
  call: SyntaxNode,
  sources: HelpSources,
  depth = 0,
): Promise<Shape | undefined> {
  if (depth > deepest) return undefined;
  const argument = argumentsOf(call.getChild('ArgList'))[0];
  const callee = call.firstChild;
  const object = callee?.name === 'MemberExpression' ? callee.firstChild : null;
  for (const candidate of [object, argument ?? null]) {
    const shape = await resolveShape(code, candidate, sources, depth + 1);
    if (shape && elementOf(shape)) return shape;
  }
  return object?.name === 'CallExpression' ? dataOf(code, object, sources, depth + 1) : undefined;
}

/** The arguments of a call that are written. */
export function argumentsOf(list: SyntaxNode | null): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let each = list?.firstChild ?? null; each; each = each.nextSibling)
    if (!/^([(),]|⚠|LineComment|BlockComment)$/.test(each.name)) found.push(each);
  return found;
}
