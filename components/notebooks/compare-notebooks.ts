import type { Cell, Notebook } from '@/cells/document/notebook';

export interface CellChange {
  readonly cell: Cell;
  /** What became of it on the way from the older notebook to the newer. */
  readonly change: 'same' | 'changed' | 'added' | 'removed';
}

/** The cells of the older notebook in its order, then those that only the newer has. Cells are the same by their id. */
export function compareNotebooks(older: Notebook, newer: Notebook): CellChange[] {
  const now = new Map(newer.cells.map((cell) => [cell.id, cell]));
  const then = new Set(older.cells.map(({ id }) => id));
  return [
    ...older.cells.map((cell): CellChange => {
      const later = now.get(cell.id);
      if (!later) return { cell, change: 'removed' };
      const isSame = later.source === cell.source && later.kind === cell.kind && later.output === cell.output;
      return { cell, change: isSame ? 'same' : 'changed' };
    }),
    ...newer.cells.filter(({ id }) => !then.has(id)).map((cell): CellChange => ({ cell, change: 'added' })),
  ];
}

/** Whether the cells that both have follow one another in the same order. */
export function hasSameOrder(older: Notebook, newer: Notebook): boolean {
  const [then, now] = [older, newer].map(({ cells }) => new Set(cells.map(({ id }) => id)));
  const after = newer.cells.filter(({ id }) => then?.has(id));
  return older.cells.filter(({ id }) => now?.has(id)).every(({ id }, place) => after[place]?.id === id);
}
