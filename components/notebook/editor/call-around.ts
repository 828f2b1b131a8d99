import { type LibraryDocs, type Member, membersOf } from '@/cells/writing/library-docs';
import type { CodeAt, SyntaxNode } from './code-at';
import { callsOf, type Shape } from './shapes';

/** The call in whose parentheses a place is. */
export interface CallAround {
  readonly call: SyntaxNode;
  /** Which argument, from 0. */
  readonly argument: number;
  /** The keys of the objects around the place, outermost first; undefined where it is not in an object literal alone. */
  readonly path: readonly string[] | undefined;
}

export function callAround(code: CodeAt): CallAround | undefined {
  const keys: string[] = [];
  let isInObject = true;
  for (let node: SyntaxNode | null = code.node; node; node = node.parent) {
    if (node.name === 'Block') return undefined;
    if (node.name === 'Property') {
      const key = node.getChild('PropertyDefinition') ?? node.getChild('String');
      const colon = node.getChild(':');
      if (key && colon && code.pos >= colon.to) keys.unshift(code.text(key).replace(/^['"]|['"]$/g, ''));
    } else if (node.name === 'ArgList') {
      const call = node.parent;
      const opening = node.firstChild;
      const isInside =
        opening && code.pos >= opening.to && !(node.lastChild?.name === ')' && code.pos >= node.to);
      if (call && isInside)
        return { call, argument: countCommas(node, code.pos), path: isInObject ? keys : undefined };
    } else if (/Function|^(Call|New|Member|Binary|Conditional)/.test(node.name)) isInObject = false;
  }
  return undefined;
}

function countCommas(list: SyntaxNode, pos: number): number {
  return list.getChildren(',').filter((comma) => comma.to <= pos).length;
}

/** The parameter that an argument goes to. */
export const parameterAt = (parameters: readonly { readonly rest?: boolean }[], argument: number): number =>
  parameters.at(-1)?.rest ? Math.min(argument, parameters.length - 1) : argument;

/** The options that an object at `path` in an argument of a call takes. */
export function optionsAt(called: Shape, { argument, path }: CallAround): readonly Member[] {
  if (called.from !== 'docs' || !path) return [];
  const { docs } = called;
  for (const { parameters } of callsOf(called)) {
    let type = parameters[parameterAt(parameters, argument)]?.options;
    for (const key of path) type = memberNamed(docs, type, key)?.members;
    const members = membersOf(docs, type);
    if (members.length > 0) return members;
  }
  return [];
}

const memberNamed = (docs: LibraryDocs, type: number | undefined, name: string) =>
  membersOf(docs, type).find((one) => one.name === name);
