import type { Action, Diagnostic } from '@codemirror/lint';
import { type EditorState, type Range, RangeSet, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';
import type { Mistake } from '@/cells/writing';

/** A mistake as the editor shows it: underlined at its place, with what can be done about it. `goTo` leads to another cell. */
export function toDiagnostic(
  state: EditorState,
  mistake: Mistake,
  goTo: (cellId: number) => void,
): Diagnostic | undefined {
  const { message, severity, instead, otherCell } = mistake;
  const place = placeOf(state, mistake);
  if (!place) return undefined;
  const actions: Action[] = [];
  if (instead !== undefined)
    actions.push({
      name: `Change to ${instead}`,
      apply: (view, from, to) => view.dispatch({ changes: { from, to, insert: instead } }),
    });
  if (otherCell !== undefined)
    actions.push({ name: `Go to cell ${otherCell}`, apply: () => goTo(otherCell) });
  return { ...place, severity, message, actions };
}

/** From its column to the end of that word, else its whole line; what is about the whole cell stands at its first word. */
function placeOf(
  state: EditorState,
  { start, end, line = 1, column }: Mistake,
): { from: number; to: number } | undefined {
  if (start !== undefined && end !== undefined)
    return end > state.doc.length ? undefined : { from: start, to: end };
  if (line < 1 || line > state.doc.lines) return undefined;
  const { from, to, text } = state.doc.line(line);
  const offset = column === undefined ? text.search(/\S|$/) : Math.min(column - 1, text.length);
  const length =
    column === undefined ? text.length - offset : (/^[\w$]+|^./u.exec(text.slice(offset))?.[0].length ?? 0);
  const first = Math.min(from + offset, to);
  return { from: first, to: Math.min(first + Math.max(length, 1), to) };
}

const setFailedLine = StateEffect.define<number | undefined>();

const failedLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = transaction.docChanged ? marks.map(transaction.changes) : marks;
    for (const effect of transaction.effects) {
      if (!effect.is(setFailedLine)) continue;
      const { doc } = transaction.state;
      const found: Range<Decoration>[] =
        effect.value === undefined || effect.value < 1 || effect.value > doc.lines
          ? []
          : [Decoration.line({ class: 'cm-failed-line' }).range(doc.line(effect.value).from)];
      next = RangeSet.of(found);
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export const failedLines = failedLine;

/** Marks the line at which the cell failed; none takes the mark away. */
export const markFailedLine = (line: number | undefined) => setFailedLine.of(line);
