import { and, desc, eq } from 'drizzle-orm';
import type { CommandContext } from '../../context';
import { datasets, datasetVersions, grants } from '../../db/schema';
import { AppError } from '../../errors';
import { requireImport } from '../notebooks';

/**
 * The data set versions that a slice read, found by content among those granted to its notebook, or to one that it imports: what a frame says it read
 * counts only as far as it was allowed to.
 */
export async function pinData(
  context: CommandContext,
  notebookId: string,
  read: readonly { table: string; hash: string; notebook?: string }[],
) {
  const pinned = [];
  for (const { table, hash, notebook } of read) {
    if (notebook !== undefined) await requireImport(context, notebookId, notebook);
    const [row] = await context.db
      .select({ datasetId: datasets.id, name: datasets.name, version: datasetVersions.number })
      .from(grants)
      .innerJoin(datasets, eq(datasets.id, grants.subjectId))
      .innerJoin(
        datasetVersions,
        and(eq(datasetVersions.datasetId, datasets.id), eq(datasetVersions.hash, hash)),
      )
      .where(
        and(
          eq(grants.notebookId, notebook ?? notebookId),
          eq(grants.kind, 'dataset'),
          eq(grants.name, table),
        ),
      )
      .orderBy(desc(datasetVersions.number))
      .limit(1);
    if (!row)
      throw new AppError(
        'unprocessable',
        `The model was trained on a table ${table} whose data is not attached to this notebook any more. Attach it in the Data panel, train again, then promote.`,
      );
    pinned.push({ table, hash, ...row, ...(notebook !== undefined && { notebook }) });
  }
  return pinned;
}
