import type { Context } from '../context';
import { notebooks } from '../db/schema';
import { createNotebook, grantNotebook } from '../services/notebooks';

/**
 * In the workspace of a proof: stands for a notebook that the slice imports, under its own id, so that what it read is known by it again.
 * Its cells are in the slice.
 */
export async function standInFor(context: Context, notebookId: string, importedId: string): Promise<void> {
  const { id } = await createNotebook(context, { title: 'Imported' });
  const made = await context.db.query.notebooks.findFirst({ where: (row, { eq }) => eq(row.id, id) });
  if (!made) return;
  await context.db
    .insert(notebooks)
    .values({ ...made, id: importedId })
    .onConflictDoNothing();
  await grantNotebook(context, { notebookId, importedId, revision: 1 });
}
