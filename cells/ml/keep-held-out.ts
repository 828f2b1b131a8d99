import type { Column, Columns, HeldOut } from './model';
import { sampleRows } from './random';
import { takeTableRows } from './read-table';

export type HeldOutRows = Pick<HeldOut, 'rows' | 'given'>;

/** Most rows that a package keeps, and most of their size: a wide table, or one of long texts, keeps fewer. */
export const mostHeldOutRows = 10_000;
const mostBytes = 16 * 1024 ** 2;

/** The test rows of a table with all its columns, for the package: as many as fit, drawn with the seed, in their order. */
export function keepHeldOut(table: Columns, test: Uint32Array, seed: number): HeldOutRows {
  const rowBytes = table.columns.reduce((sum, column) => sum + meanBytes(column), 0);
  const limit = Math.max(100, Math.min(mostHeldOutRows, Math.floor(mostBytes / rowBytes)));
  const places = sampleRows(test.length, limit, seed);
  const rows = takeTableRows(
    table,
    places.map((place) => test[place] ?? 0),
  );
  return { rows, given: test.length };
}

/** Of a value at most: texts that repeat take less. */
function meanBytes(column: Column): number {
  if (column.type !== 'string') return 8;
  const characters = column.values.reduce((sum, text) => sum + (text?.length ?? 0), 0);
  return 4 + characters / Math.max(column.values.length, 1);
}
