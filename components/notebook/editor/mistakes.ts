import type { Diagnostic } from '@codemirror/lint';
import { type EditorState, type Range, RangeSet, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';

/** A mistake with its place in the text, 1-based, when it is known. */
export interface Mistake {
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

/** Where a mistake stands: from its column to the end of that word, else its whole line. */
export function toDiagnostic(state: EditorState, { message, line, column }: Mistake): Diagnostic | undefined {
  if (line === undefined || line < 1 || line > state.doc.lines) return undefined;
  const { from, to, text } = state.doc.line(line);
  const offset = column === undefined ? text.search(/\S|$/) : Math.min(column - 1, text.length);
  const length =
    column === undefined ? text.length - offset : (/^[\w$]+|^./u.exec(text.slice(offset))?.[0].length ?? 0);
  const start = Math.min(from + offset, to);
  return { from: start, to: Math.min(start + Math.max(length, 1), to), severity: 'error', message };
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
