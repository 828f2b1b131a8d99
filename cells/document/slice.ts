import type { Notebook } from './notebook';

/** The same notebook with only the given cells, in document order. */
export function sliceNotebook(notebook: Notebook, cellIds: Iterable<number>): Notebook {
  const wanted = new Set(cellIds);
  return { ...notebook, cells: notebook.cells.filter((cell) => wanted.has(cell.id)) };
}
