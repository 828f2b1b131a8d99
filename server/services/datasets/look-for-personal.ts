import { desc, eq, lt } from 'drizzle-orm';
import { z } from 'zod';
import { findingEdition } from '@/cells/personal';
import { command } from '../../command';
import type { Context } from '../../context';
import { datasetVersions } from '../../db/schema';
import { AppError } from '../../errors';
import type { JobType } from '../../queue/queue';
import { findPersonalColumns } from './find-personal-columns';
import { openDuckdb } from './open-duckdb';

/** Looks for personal data in versions that were added before it was looked for, or when less was found. */
export const findPersonalJob: JobType<Record<string, never>> = {
  name: 'find-personal',
  schema: z.object({}).strict(),
  expireInSeconds: 30 * 60,
  retryLimit: 0,
};

/** Writes down what was found in a version; what people marked by hand stays and goes before it. */
const recordPersonal = command({
  action: 'dataset.mark',
  input: z.object({ versionId: z.string() }),
  async prepare(context, { versionId }) {
    const version = await context.db.query.datasetVersions.findFirst({
      where: eq(datasetVersions.id, versionId),
    });
    if (!version) throw new AppError('not_found', 'The version was deleted.');
    const path = await context.storage.localPath(version.databaseHash);
    await using db = await openDuckdb({ databases: { source: path } });
    return { version, personal: await findPersonalColumns(db, 'source.data', version.profile) };
  },
  async run(context, { versionId }, { version, personal }) {
    await context.db
      .update(datasetVersions)
      .set({ personal, personalEdition: findingEdition })
      .where(eq(datasetVersions.id, versionId));
    context.audit(`dataset:${version.datasetId}`, {
      version: version.number,
      foundPersonal: Object.keys(personal).slice(0, 100),
    });
  },
});

/**
 * Looks at the versions that this edition of the finding has not seen, the newest first, each in a transaction of its own: what is stopped goes
 * on where it was. A version whose file cannot be read is left for the next time. Gives how many were looked at.
 */
export async function lookForPersonal(
  context: Context,
  { limit = 1000, signal }: { limit?: number; signal?: AbortSignal } = {},
): Promise<number> {
  const waiting = await context.db
    .select({ id: datasetVersions.id })
    .from(datasetVersions)
    .where(lt(datasetVersions.personalEdition, findingEdition))
    .orderBy(desc(datasetVersions.createdAt))
    .limit(limit);
  let looked = 0;
  for (const { id } of waiting) {
    signal?.throwIfAborted();
    try {
      await recordPersonal(context, { versionId: id });
      looked++;
    } catch (error) {
      context.log.warn('A version of a data set could not be looked at for personal data', {
        version: id,
        error: String(error),
      });
    }
  }
  return looked;
}
