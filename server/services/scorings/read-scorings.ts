import { and, desc, eq, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import type { Context } from '../../context';
import { datasets, datasetVersions, scorings } from '../../db/schema';
import { AppError } from '../../errors';

/** The newest of a version or of a data set. */
export const listScorings = query({
  action: 'scoring.read',
  input: z.object({ versionId: z.string().optional(), datasetId: z.string().optional() }),
  run: (context, { versionId, datasetId }) =>
    select(
      context,
      and(
        versionId === undefined ? undefined : eq(scorings.versionId, versionId),
        datasetId === undefined ? undefined : eq(scorings.datasetId, datasetId),
      ),
    ),
});

export const readScoring = query({
  action: 'scoring.read',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const [row] = await select(context, eq(scorings.id, id));
    if (!row) throw new AppError('not_found', 'There is no such scoring.');
    return row;
  },
});

const select = ({ db }: Context, where: SQL | undefined) =>
  db
    .select({
      id: scorings.id,
      model: scorings.model,
      version: scorings.version,
      versionId: scorings.versionId,
      datasetId: scorings.datasetId,
      dataset: datasets.name,
      datasetVersion: scorings.datasetVersion,
      output: scorings.output,
      state: scorings.state,
      rows: scorings.rows,
      doneRows: scorings.doneRows,
      refusedRows: scorings.refusedRows,
      refusals: scorings.refusals,
      resultDatasetId: scorings.resultDatasetId,
      resultVersion: scorings.resultVersion,
      detail: scorings.detail,
      createdAt: scorings.createdAt,
      createdBy: scorings.createdBy,
      endedAt: scorings.endedAt,
    })
    .from(scorings)
    .leftJoin(datasets, eq(datasets.id, scorings.datasetId))
    .where(where)
    .orderBy(desc(scorings.createdAt))
    .limit(20);

/** What the job needs; undefined when there is no such scoring. Its data may be deleted: what was asked for is still done. */
export async function readForScoring({ db }: Pick<Context, 'db'>, id: string) {
  const [row] = await db
    .select({
      scoring: scorings,
      data: {
        dataset: datasets.name,
        personal: datasets.personal,
        databaseHash: datasetVersions.databaseHash,
      },
    })
    .from(scorings)
    .innerJoin(datasets, eq(datasets.id, scorings.datasetId))
    .innerJoin(
      datasetVersions,
      and(
        eq(datasetVersions.datasetId, scorings.datasetId),
        eq(datasetVersions.number, scorings.datasetVersion),
      ),
    )
    .where(eq(scorings.id, id));
  return row && { ...row.scoring, data: row.data };
}
