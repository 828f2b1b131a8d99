import { type Extension, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view';
import type { Cursor, Presence } from '../presence';
import styles from './code.module.css';

const setCursors = StateEffect.define<readonly Cursor[]>();

/** Where others write: a line in their colour with their name, and what they have selected. */
const cursors = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, { changes, effects, state }) {
    const told = effects.find((effect) => effect.is(setCursors));
    if (!told) return shown.map(changes);
    const within = (place: number) => Math.min(place, state.doc.length);
    const ranges = (told.value as readonly Cursor[]).flatMap(({ person, anchor, head }) => {
      const [from, to] = [within(Math.min(anchor, head)), within(Math.max(anchor, head))];
      const caret = Decoration.widget({ widget: new Caret(person.name, person.colour), side: -1 });
      const marked = Decoration.mark({
        class: styles.otherSelection,
        attributes: { style: `--person: var(--chart-${person.colour})` },
      });
      return [caret.range(within(head)), ...(from < to ? [marked.range(from, to)] : [])];
    });
    return Decoration.set(ranges, true);
  },
  provide: (field) => EditorView.decorations.from(field),
});

export const otherCursors: Extension = cursors;

class Caret extends WidgetType {
  constructor(
    readonly name: string,
    readonly colour: number,
  ) {
    super();
  }
  override eq(other: Caret): boolean {
    return other.name === this.name && other.colour === this.colour;
  }
  override toDOM(): HTMLElement {
    const caret = document.createElement('span');
    caret.className = styles.otherCaret ?? '';
    caret.style.setProperty('--person', `var(--chart-${this.colour})`);
    caret.dataset.person = this.name;
    caret.setAttribute('aria-hidden', 'true');
    return caret;
  }
  override ignoreEvent(): boolean {
    return true;
  }
}

/** Draws the cursors of the others in the text of a cell, wherever they go. */
export function followCursors(view: EditorView, presence: Presence, id: number): () => void {
  let before = '';
  const draw = () => {
    const found = presence.cursorsIn(id);
    const told = JSON.stringify(
      found.map(({ person, anchor, head }) => [person.id, person.name, person.colour, anchor, head]),
    );
    if (told === before) return;
    before = told;
    view.dispatch({ effects: setCursors.of(found) });
  };
  draw();
  return presence.subscribe(draw);
}
