import { createHash } from 'node:crypto';
import { movedAmong } from '@/cells/document/compare';
import type { Cell, Notebook } from '@/cells/document/notebook';
import type { CellDigest } from '../../db/schema';

export const digestCells = ({ cells }: Notebook): CellDigest[] =>
  cells.map((cell) => [cell.id, digestOf(cell)]);

/** Twelve digits: two texts of one cell would have to be among millions to be taken for the same. */
function digestOf({ kind, type, source, output, pinned, hidden, run, attributes }: Cell): string {
  const said = JSON.stringify([kind, type, source, output, pinned, hidden, run, Object.entries(attributes)]);
  return createHash('sha256').update(said).digest('hex').slice(0, 12);
}

/** How many cells became others on the way from one revision to another. */
export interface ChangeCounts {
  readonly changed: number;
  readonly added: number;
  readonly removed: number;
  readonly moved: number;
}

export function countChanges(before: readonly CellDigest[], after: readonly CellDigest[]): ChangeCounts {
  const earlier = new Map(before);
  const later = new Set(after.map(([id]) => id));
  return {
    changed: after.filter(([id, digest]) => earlier.has(id) && earlier.get(id) !== digest).length,
    added: after.filter(([id]) => !earlier.has(id)).length,
    removed: before.filter(([id]) => !later.has(id)).length,
    moved: movedAmong(
      before.map(([id]) => id),
      after.map(([id]) => id),
    ).size,
  };
}
