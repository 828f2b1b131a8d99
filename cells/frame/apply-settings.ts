import type { DocumentStore } from '@/cells/document/document-store';
import type { Kernel } from '@/cells/kernel/kernel';
import type { Tuning } from '@/cells/ml/tuning/tuning';
import { namesIn, newCell } from '@/components/notebook/new-cell';

/**
 * Puts a train cell with the settings that a search found below the cell that shows them; one step of undo.
 * @returns the new cell's id
 */
export function applySettings(
  { store, kernel }: { readonly store: DocumentStore; readonly kernel: Kernel },
  { settings }: Tuning,
  cellId: number,
): number | undefined {
  const { learner, options, ...rest } = settings;
  const written = { data: dataOf(store, cellId), ...rest, learner, options };
  const cell = newCell('train', namesIn(store, kernel), JSON.stringify(written, null, 2));
  return store.apply({ type: 'insert', at: store.order().indexOf(cellId) + 1, cell });
}

/** The table that the tune cell names; a search of another kind of cell leaves it to the person. */
function dataOf(store: DocumentStore, cellId: number): string {
  const cell = store.cell(cellId);
  if (cell?.kind !== 'tune') return 'data';
  try {
    return String(JSON.parse(cell.source).data ?? 'data');
  } catch {
    return 'data';
  }
}
