import type { DocumentStore } from '@/cells/document/document-store';
import type { Kernel } from '@/cells/kernel/kernel';
import { namesIn, newCell } from '@/components/notebook/new-cell';

/**
 * Puts a SQL cell below the one that shows a table; one step of undo. `write` is given what reads the table: the name under which cells know
 * it, or the query that made it where it has none.
 * @throws Error where no query can name the table
 */
export async function insertQuery(
  { store, kernel }: { readonly store: DocumentStore; readonly kernel: Kernel },
  shown: { readonly value: unknown; readonly cellId: number },
  write: (from: string) => string,
): Promise<void> {
  const from = (await nameOf(kernel, shown)) ?? queryOf(store, shown.cellId);
  if (from === undefined)
    throw new Error('A query needs a name for this table: write const rows = … in its cell, and show rows.');
  const cell = newCell('sql', namesIn(store, kernel), write(from));
  store.apply({ type: 'insert', at: store.order().indexOf(shown.cellId) + 1, cell });
}

/** Of what the cell gives and takes, the name whose value is the table. */
async function nameOf(
  kernel: Kernel,
  { value, cellId }: { readonly value: unknown; readonly cellId: number },
): Promise<string | undefined> {
  const { outputs, inputs } = kernel.get(cellId);
  for (const name of [...outputs, ...inputs]) {
    const known = await kernel.value(name).catch(() => undefined);
    if (known === value) return name;
  }
  return undefined;
}

function queryOf(store: DocumentStore, cellId: number): string | undefined {
  const cell = store.cell(cellId);
  if (cell?.kind !== 'sql') return undefined;
  return `(\n${cell.source.trim().replace(/;$/, '').replace(/^/gm, '  ')}\n)`;
}
