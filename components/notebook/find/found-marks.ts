import { RangeSet, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';
import type { FindState } from './find-state';

const setMarks = StateEffect.define<DecorationSet>();

/** The matches in an editor's text. */
export const foundMarks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) if (effect.is(setMarks)) return effect.value;
    return transaction.docChanged ? marks.map(transaction.changes) : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const found = Decoration.mark({ class: 'cm-found' });
const foundHere = Decoration.mark({ class: 'cm-found cm-found-here' });

/** Keeps the marks of an editor in step with what is looked for, and the match that one is at on screen. Ends with what it gives. */
export function followFinding(view: EditorView, find: FindState, cellId: number): () => void {
  let shown: unknown;
  const follow = () => {
    const { matches, at } = find.get();
    const here = matches[at];
    const { length } = view.state.doc;
    const own = matches.filter((match) => match.cellId === cellId && match.end <= length);
    if (own.length === 0 && view.state.field(foundMarks).size === 0) return;
    const marks = RangeSet.of(
      own.map((match) => (match === here ? foundHere : found).range(match.start, match.end)),
    );
    const isHere = here?.cellId === cellId && here.end <= length && here !== shown;
    shown = here;
    view.dispatch({
      effects: [
        setMarks.of(marks),
        ...(isHere ? [EditorView.scrollIntoView(here.start, { y: 'center' })] : []),
      ],
    });
  };
  follow();
  return find.subscribe(follow);
}
