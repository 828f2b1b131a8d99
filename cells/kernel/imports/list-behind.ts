import type { Cell } from '@/cells/document/notebook';
import type { ImportedNotebook } from './imported-scope';
import type { Linker } from './link-imports';

/** What cells import of one notebook, at one of its revisions: the cells that all of it stands on. */
export interface PartBehind {
  readonly of: ImportedNotebook;
  readonly cells: ReadonlySet<number>;
}

/** The notebooks behind cells, and which of their cells. */
export function listBehind(
  cells: readonly Pick<Cell, 'id'>[],
  { links }: Pick<Linker, 'links'>,
): readonly PartBehind[] {
  const found = new Map<string, { of: ImportedNotebook; cells: Set<number> }>();
  for (const { id } of cells)
    for (const { of, cellId } of links(id)?.behind ?? []) {
      const key = `${of.id} ${of.revision}`;
      const known = found.get(key) ?? { of, cells: new Set() };
      known.cells.add(cellId);
      found.set(key, known);
    }
  return [...found.values()];
}
