import { and, desc, eq, isNull } from 'drizzle-orm';
import type { Context } from '../../context';
import { datasets, datasetVersions, type modelVersions } from '../../db/schema';
import { AppError } from '../../errors';
import { stateOfVersion } from '../datasets';

export type PinnedData = (typeof modelVersions.$inferSelect)['data'];

type Table = Pick<PinnedData[number], 'table' | 'notebook'>;

/** A notebook's own table, and one of that name which another lends it, are two. */
export const isSameTable = (a: Table, b: Table): boolean => a.table === b.table && a.notebook === b.notebook;

/**
 * The newest version of each data set that a slice read, but none whose check failed. `pending`: one of them is being checked, so it
 * cannot be said yet; with `waits: false` the newest that was checked. Never older than what was read.
 * @throws AppError unprocessable for a data set that was deleted
 */
export async function chooseNewest(
  context: Pick<Context, 'db'>,
  data: PinnedData,
  { waits = true } = {},
): Promise<{ readonly data: PinnedData; readonly pending: boolean }> {
  const chosen: PinnedData = [];
  let pending = false;
  for (const pinned of data) {
    const found = await newestOf(context, pinned, waits);
    pending ||= found.pending;
    chosen.push(found.pinned);
  }
  return { data: chosen, pending };
}

async function newestOf(context: Pick<Context, 'db'>, pinned: PinnedData[number], waits: boolean) {
  const versions = await context.db
    .select({ version: datasetVersions })
    .from(datasetVersions)
    .innerJoin(datasets, and(eq(datasets.id, datasetVersions.datasetId), isNull(datasets.deletedAt)))
    .where(eq(datasetVersions.datasetId, pinned.datasetId))
    .orderBy(desc(datasetVersions.number))
    .limit(100);
  if (versions.length === 0)
    throw new AppError(
      'unprocessable',
      `The data set ${pinned.name}, which the champion was trained on, was deleted. Restore it, then retrain.`,
    );
  for (const { version } of versions) {
    if (version.number <= pinned.version) break;
    const { state } = await stateOfVersion(context, version);
    if (state === 'pending' && waits) return { pinned, pending: true };
    if (state !== 'failed' && state !== 'pending')
      return { pinned: { ...pinned, version: version.number, hash: version.hash }, pending: false };
  }
  return { pinned, pending: false };
}
