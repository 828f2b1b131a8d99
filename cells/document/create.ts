import { cellTypes } from './cell-types';
import type { Cell, CellKind, Notebook } from './notebook';

/** A fresh notebook, as Notebook Kit would make it. */
export function createNotebook({
  title = 'Untitled',
  cells = [],
}: {
  title?: string;
  cells?: readonly Cell[];
} = {}): Notebook {
  return { title, cells, attributes: { theme: 'air' } };
}

/** One more than the largest id, so that the id of a deleted last cell is the only one ever used again. */
export function nextCellId(notebook: Notebook): number {
  return notebook.cells.reduce((largest, cell) => Math.max(largest, cell.id), 0) + 1;
}

const pinnedKinds: ReadonlySet<CellKind> = new Set<CellKind>([
  'javascript',
  'typescript',
  'observable',
  'sql',
]);

/** A cell made here, with the defaults of its kind. */
export function createCell(
  cell: Pick<Cell, 'id' | 'source'> & { kind: Exclude<CellKind, 'unsupported'> } & Partial<Cell>,
): Cell {
  return {
    type: cellTypes[cell.kind],
    pinned: pinnedKinds.has(cell.kind),
    hidden: false,
    attributes: {},
    ...cell,
  };
}
