import { type Range, RangeSet, StateField, type Text } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view';
import { inMegabytes } from '../pictures/shrink-picture';

/** The bytes of a picture stand in the text, where nobody wants to read them: one mark stands for them. */
const address = /data:image\/[\w.+-]+;base64,[A-Za-z0-9+/=]{120,}/g;

class PictureBytes extends WidgetType {
  readonly size: number;
  constructor(size: number) {
    super();
    this.size = size;
  }
  override eq(other: PictureBytes): boolean {
    return other.size === this.size;
  }
  toDOM(): HTMLElement {
    const mark = document.createElement('span');
    mark.className = 'cm-picture-bytes';
    mark.textContent = `picture, ${inMegabytes(this.size)}`;
    return mark;
  }
}

function find(text: Text): DecorationSet {
  const found: Range<Decoration>[] = [];
  for (let at = 1; at <= text.lines; at += 1) {
    const line = text.line(at);
    if (line.length < 120) continue;
    for (const { index, 0: matched } of line.text.matchAll(address))
      found.push(
        Decoration.replace({ widget: new PictureBytes(matched.length) }).range(
          line.from + index,
          line.from + index + matched.length,
        ),
      );
  }
  return RangeSet.of(found);
}

export const foldedPictures = StateField.define<DecorationSet>({
  create: ({ doc }) => find(doc),
  update: (marks, { docChanged, newDoc }) => (docChanged ? find(newDoc) : marks),
  provide: (field) => [
    EditorView.decorations.from(field),
    EditorView.atomicRanges.of((view) => view.state.field(field)),
  ],
});
