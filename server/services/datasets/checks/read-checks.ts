import { and, desc, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../../command';
import type { Context } from '../../../context';
import { datasetChecks, datasets, datasetVersions } from '../../../db/schema';
import { AppError } from '../../../errors';
import { maskAnomalies } from '../personal';
import { findCheck } from './check-version';
import { readEdition } from './expectations';

/** How a version stands to what is expected now. `unchecked`: nothing is expected. */
export type CheckState = 'unchecked' | 'pending' | 'passed' | 'failed';

/** What is expected of a data set, and how each of its versions stands to it. */
export const readChecks = query({
  action: 'dataset.read',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const dataset = await context.db.query.datasets.findFirst({ where: eq(datasets.id, id) });
    if (!dataset) throw new AppError('not_found', 'There is no such data set.');
    const edition = await readEdition(context, id);
    const versions = await context.db
      .select({ id: datasetVersions.id, number: datasetVersions.number, personal: datasetVersions.personal })
      .from(datasetVersions)
      .where(eq(datasetVersions.datasetId, id))
      .orderBy(desc(datasetVersions.number));
    const checks = edition.expectations
      ? await context.db.query.datasetChecks.findMany({
          where: and(
            eq(datasetChecks.expectations, edition.number),
            inArray(
              datasetChecks.versionId,
              versions.map((version) => version.id),
            ),
          ),
        })
      : [];
    return {
      edition: edition.number,
      expectations: edition.expectations,
      versions: versions.map((version) => {
        const check = checks.find(({ versionId }) => versionId === version.id);
        const state: CheckState = check?.verdict ?? (edition.expectations ? 'pending' : 'unchecked');
        return {
          number: version.number,
          state,
          checkedAt: check?.checkedAt ?? null,
          anomalies: check ? maskAnomalies(check.anomalies, dataset, version) : [],
        };
      }),
    };
  },
});

/** Versions of a data set that wait for their check, the newest first. */
export async function listUnchecked({ db }: Context, datasetId: string): Promise<number[]> {
  const edition = await readEdition({ db }, datasetId);
  if (!edition.expectations) return [];
  const versions = await db
    .select({ number: datasetVersions.number, check: datasetChecks.id })
    .from(datasetVersions)
    .leftJoin(
      datasetChecks,
      and(eq(datasetChecks.versionId, datasetVersions.id), eq(datasetChecks.expectations, edition.number)),
    )
    .where(eq(datasetVersions.datasetId, datasetId))
    .orderBy(desc(datasetVersions.number));
  return versions.filter(({ check }) => check === null).map(({ number }) => number);
}

/** Where a version stands, with the number of its anomalies. */
export async function stateOfVersion(
  context: Pick<Context, 'db'>,
  version: { id: string; datasetId: string },
): Promise<{ state: CheckState; anomalies: number; blocksTraining: boolean }> {
  const edition = await readEdition(context, version.datasetId);
  if (!edition.expectations) return { state: 'unchecked', anomalies: 0, blocksTraining: false };
  const check = await findCheck(context, version.id, edition.number);
  return {
    state: check?.verdict ?? 'pending',
    anomalies: check?.anomalies.length ?? 0,
    blocksTraining: edition.expectations.blocksTraining,
  };
}
