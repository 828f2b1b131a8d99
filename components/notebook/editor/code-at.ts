import { javascriptLanguage } from '@codemirror/lang-javascript';
import { ensureSyntaxTree, type syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import type { CellKind } from '@/cells/document/notebook';
import { isScript, isTemplate } from '../kinds-in-view';

type Tree = ReturnType<typeof syntaxTree>;
export type SyntaxNode = Tree['topNode'];

/** JavaScript around a place of an editor: the whole text, or what stands in `${…}`. Places are those of the editor. */
export interface CodeAt {
  /** The innermost node that ends at, or holds, the place. */
  readonly node: SyntaxNode;
  readonly top: SyntaxNode;
  /** A node's text. */
  text(node: { readonly from: number; readonly to: number }): string;
  /** Where a node stands in the editor. */
  placeOf(node: { readonly from: number; readonly to: number }): {
    readonly from: number;
    readonly to: number;
  };
  /** The place, in the tree. */
  readonly pos: number;
}

/** The most that is parsed for a completion, in milliseconds. */
const patienceMs = 20;

export function codeAt(
  state: EditorState,
  pos: number,
  kind: CellKind,
  side: -1 | 0 | 1 = -1,
): CodeAt | undefined {
  if (isScript(kind)) {
    const tree = ensureSyntaxTree(state, state.doc.length, patienceMs);
    return tree ? read(tree, state.doc.toString(), { offset: 0, pos, side }) : undefined;
  }
  if (!isTemplate(kind)) return undefined;
  const found = expressionAround(state.doc.toString(), pos);
  if (!found) return undefined;
  const { text, from } = found;
  return read(javascriptLanguage.parser.parse(text), text, { offset: from, pos, side });
}

function read(
  tree: Tree,
  source: string,
  { offset, pos, side }: { offset: number; pos: number; side: -1 | 0 | 1 },
): CodeAt {
  return {
    node: tree.resolveInner(pos - offset, side),
    top: tree.topNode,
    text: ({ from, to }) => source.slice(from, to),
    placeOf: ({ from, to }) => ({ from: from + offset, to: to + offset }),
    pos: pos - offset,
  };
}

/** The text in the `${…}` that a place is in. */
export function expressionAround(text: string, pos: number): { text: string; from: number } | undefined {
  const start = text.lastIndexOf('${', pos - 1);
  // `$|{` is not inside yet; `\${` is a text.
  if (start === -1 || start + 2 > pos || text[start - 1] === '\\') return undefined;
  let depth = 1;
  for (let at = start + 2; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    else if (text[at] === '}') depth -= 1;
    if (depth > 0) continue;
    return at < pos ? undefined : { text: text.slice(start + 2, at), from: start + 2 };
  }
  return { text: text.slice(start + 2), from: start + 2 };
}
