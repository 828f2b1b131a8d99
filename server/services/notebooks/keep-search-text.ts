import { and, eq, inArray } from 'drizzle-orm';
import type { Notebook } from '@/cells/document/notebook';
import type { CommandContext } from '../../context';
import { type CellDigest, notebookCells, notebooks } from '../../db/schema';

/** Characters of a cell that are searched: what a person wrote is far below, a pasted table may be above. */
const longestSearched = 100_000;
/** Rows of one statement. */
const atOnce = 500;

/** Writes down the text of a notebook's cells, for search: those that changed. In the caller's transaction, with the revision. */
export async function keepSearchText(
  { db }: Pick<CommandContext, 'db'>,
  notebook: { readonly id: string; readonly number: number },
  { cells }: Notebook,
  digests: readonly CellDigest[],
): Promise<void> {
  const kept = new Map(
    (
      await db
        .select({ id: notebookCells.cellId, digest: notebookCells.digest })
        .from(notebookCells)
        .where(eq(notebookCells.notebookId, notebook.id))
    ).map(({ id, digest }) => [id, digest]),
  );
  const wanted = new Map(digests);
  const gone = [...kept].filter(([id, digest]) => wanted.get(id) !== digest).map(([id]) => id);
  for (let at = 0; at < gone.length; at += atOnce)
    await db
      .delete(notebookCells)
      .where(
        and(
          eq(notebookCells.notebookId, notebook.id),
          inArray(notebookCells.cellId, gone.slice(at, at + atOnce)),
        ),
      );
  const rows = cells
    .filter(({ id }) => kept.get(id) !== wanted.get(id))
    .map(({ id, kind, source, output }) => ({
      notebookId: notebook.id,
      cellId: id,
      kind,
      digest: wanted.get(id) ?? '',
      // A zero byte has no place in a text of the database.
      text: `${output ? `${output} = ` : ''}${source}`.slice(0, longestSearched).replaceAll('\0', ''),
    }));
  for (let at = 0; at < rows.length; at += atOnce)
    await db.insert(notebookCells).values(rows.slice(at, at + atOnce));
  await db.update(notebooks).set({ searched: notebook.number }).where(eq(notebooks.id, notebook.id));
}
