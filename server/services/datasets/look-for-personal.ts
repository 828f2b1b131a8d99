import { and, desc, eq, lt, not, sql } from 'drizzle-orm';
import { z } from 'zod';
import { findingEdition } from '@/cells/personal';
import { command } from '../../command';
import type { Context } from '../../context';
import { datasetVersions } from '../../db/schema';
import { AppError } from '../../errors';
import type { JobType } from '../../queue/queue';
import { findPersonalColumns } from './find-personal-columns';
import { openWithSpill } from './open-with-spill';

/** A version that could not be read so often is not tried again by this edition of the finding: at one look an hour, half a day. */
const mostTries = 12;

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
    const personal = await openWithSpill(
      context,
      { databases: { source: path }, signal: context.signal },
      (db) => findPersonalColumns(db, 'source.data', version.profile),
    );
    return { version, personal };
  },
  async run(context, { versionId }, { version, personal }) {
    await context.db
      .update(datasetVersions)
      .set({ personal, personalEdition: findingEdition, personalFailed: null })
      .where(eq(datasetVersions.id, versionId));
    context.audit(`dataset:${version.datasetId}`, {
      version: version.number,
      foundPersonal: Object.keys(personal).slice(0, 100),
    });
  },
});

/** Counts the times that this edition could not read a version, and gives them. */
const countFailure = command({
  action: 'dataset.mark',
  isLog: true,
  input: z.object({ versionId: z.string() }),
  async run({ db }, { versionId }) {
    const [known] = await db
      .select({ failed: datasetVersions.personalFailed })
      .from(datasetVersions)
      .where(eq(datasetVersions.id, versionId))
      .for('update');
    const before = known?.failed?.edition === findingEdition ? known.failed.times : 0;
    const personalFailed = { edition: findingEdition, times: before + 1 };
    await db.update(datasetVersions).set({ personalFailed }).where(eq(datasetVersions.id, versionId));
    return personalFailed;
  },
});

const hasGivenUp = sql`coalesce((${datasetVersions.personalFailed}->>'edition')::int = ${findingEdition}
  and (${datasetVersions.personalFailed}->>'times')::int >= ${mostTries}, false)`;

/**
 * Looks at the versions that this edition of the finding has not seen, the newest first, each in a transaction of its own: what is stopped goes
 * on where it was. A version whose file cannot be read is left for the next time, twelve times. Gives how many were looked at.
 */
export async function lookForPersonal(
  context: Context,
  { limit = 1000, signal }: { limit?: number; signal?: AbortSignal } = {},
): Promise<number> {
  const waiting = await context.db
    .select({ id: datasetVersions.id })
    .from(datasetVersions)
    .where(and(lt(datasetVersions.personalEdition, findingEdition), not(hasGivenUp)))
    .orderBy(desc(datasetVersions.createdAt))
    .limit(limit);
  let looked = 0;
  for (const { id } of waiting) {
    signal?.throwIfAborted();
    try {
      await recordPersonal({ ...context, signal }, { versionId: id });
      looked++;
    } catch (error) {
      signal?.throwIfAborted();
      const { times } = await countFailure(context, { versionId: id });
      context.log.warn('A version of a data set could not be looked at for personal data', {
        version: id,
        error: String(error),
        ...(times >= mostTries && { next: 'It is not tried again until more can be found.' }),
      });
    }
  }
  return looked;
}
