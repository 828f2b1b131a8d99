import type { DocumentStore } from '@/cells/document/document-store';
import { parseNotebook } from '@/cells/document/parse';

/**
 * Puts the one cell of a notebook file in the place of the cell with its id, undoably. Where there is none it comes below the first of
 * `below` that there is, else at the beginning. Gives the id.
 */
export function putCell(store: DocumentStore, html: string, below: readonly number[]): number | undefined {
  const [cell] = parseNotebook(html).cells;
  if (!cell) return undefined;
  const now = store.get();
  const at = now.cells.findIndex(({ id }) => id === cell.id);
  const above = below.map((id) => now.cells.findIndex((one) => one.id === id)).find((place) => place >= 0);
  store.replace({
    ...now,
    cells: at >= 0 ? now.cells.with(at, cell) : now.cells.toSpliced((above ?? -1) + 1, 0, cell),
  });
  return cell.id;
}
