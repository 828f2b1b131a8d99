import type { Columns, RowsUsed } from '../model';
import { takeTableRows } from '../read-table';

/** All rows where they are few; else as many as may be, spread evenly. */
export function spreadRows(
  given: Columns,
  most: number,
): { readonly rows: Columns; readonly used: RowsUsed } {
  const used = { used: Math.min(most, given.numRows), given: given.numRows };
  if (given.numRows <= most) return { rows: given, used };
  const chosen = Uint32Array.from({ length: most }, (_, i) => Math.floor(((i + 0.5) * given.numRows) / most));
  return { rows: takeTableRows(given, chosen), used };
}
