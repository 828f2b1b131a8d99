import { newCell } from './new-cell';
import type { NotebookParts } from './notebook-context';
import type { InsertedText } from './services';

/** Puts names of tables and columns where the page was told: at a point, in the cell that was written last, else into a new query. */
export function answerInserts(parts: NotebookParts): () => void {
  const { store, kernel, view, editors, services } = parts;
  const editorAt = (at: { x: number; y: number }) => {
    const id = Number(
      document.elementFromPoint(at.x, at.y)?.closest<HTMLElement>('[data-cell-id]')?.dataset.cellId,
    );
    return takesNames(id) ? editors.get(id) : undefined;
  };
  const takesNames = (id: number | undefined): id is number => {
    const kind = id === undefined ? undefined : store.cell(id)?.kind;
    return kind === 'sql' || kind === 'javascript';
  };
  const insert = ({ text, query, connection, at }: InsertedText) => {
    const { active } = view.get();
    const editor = at ? editorAt(at) : takesNames(active) ? editors.get(active) : undefined;
    if (editor) return editor.insert(text, at);
    const order = store.order();
    const below = active === undefined ? order.length : order.indexOf(active) + 1;
    const names = new Set(store.get().cells.flatMap(({ id }) => kernel.get(id).outputs));
    const fresh = newCell('sql', names, query);
    const cell = connection ? { ...fresh, attributes: { ...fresh.attributes, database: connection } } : fresh;
    view.go(store.apply({ type: 'insert', at: below, cell }));
  };
  return services.onInsert({ insert, pointAt: (at) => editorAt(at)?.pointAt(at) });
}
