import { and, asc, count, countDistinct, desc, eq, inArray, isNull, or, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import type { Context } from '../../context';
import {
  datasets,
  datasetVersions,
  executionInputs,
  executions,
  experiments,
  grants,
  models,
  modelVersions,
  notebooks,
  runInputs,
  runs,
  schedules,
  scorings,
} from '../../db/schema';
import { AppError } from '../../errors';

/** Runs, executions and model versions that are listed; all are counted. */
const listed = 20;

/**
 * What uses a data set, or one of its versions, and what that version was made from: notebooks and the schedules that run them (a
 * grant without a version follows the newest), executions and runs that read it, model versions trained on it, versions of data made from it.
 */
export const readLineage = query({
  action: 'dataset.read',
  input: z.object({ id: z.string(), version: z.number().int().positive().optional() }),
  async run(context, { id, version }) {
    const dataset = await context.db.query.datasets.findFirst({ where: eq(datasets.id, id) });
    if (!dataset) throw new AppError('not_found', 'There is no such data set.');
    const wanted = { id, version, isNewest: version === dataset.nextVersion - 1 };
    return {
      notebooks: await listNotebooks(context, wanted),
      schedules: await listSchedules(context, wanted),
      executions: await listExecutions(context, wanted),
      runs: await listRuns(context, wanted),
      models: await listModelVersions(context, wanted),
      derived: await listDerived(context, wanted),
      origins: await listOrigins(context, wanted),
    };
  },
});

interface Wanted {
  readonly id: string;
  readonly version?: number;
  /** `version` is the newest now. */
  readonly isNewest: boolean;
}

/** Grants of the version: by its number, or following the newest, which it is. */
const granted = ({ id, version, isNewest }: Wanted): SQL | undefined =>
  and(
    eq(grants.kind, 'dataset'),
    eq(grants.subjectId, id),
    version === undefined
      ? undefined
      : or(eq(grants.version, version), isNewest ? isNull(grants.version) : undefined),
  );

const listNotebooks = ({ db }: Context, wanted: Wanted) =>
  db
    .select({ notebookId: notebooks.id, title: notebooks.title, table: grants.name, version: grants.version })
    .from(grants)
    .innerJoin(notebooks, eq(notebooks.id, grants.notebookId))
    .where(and(granted(wanted), isNull(notebooks.deletedAt)))
    .orderBy(desc(notebooks.updatedAt), asc(grants.name));

const listSchedules = ({ db }: Context, wanted: Wanted) =>
  db
    .select({
      id: schedules.id,
      name: schedules.name,
      notebook: notebooks.title,
      enabled: schedules.enabled,
      table: grants.name,
      version: grants.version,
    })
    .from(grants)
    .innerJoin(notebooks, eq(notebooks.id, grants.notebookId))
    .innerJoin(schedules, eq(schedules.notebookId, notebooks.id))
    .where(and(granted(wanted), isNull(notebooks.deletedAt), isNull(schedules.deletedAt)))
    .orderBy(asc(schedules.name), asc(grants.name));

/** Runs of notebooks by themselves: when each was due, and the versions that it read. */
async function listExecutions({ db }: Context, { id, version }: Wanted) {
  const read = and(
    eq(executionInputs.datasetId, id),
    version === undefined ? undefined : eq(executionInputs.version, version),
  );
  const [{ all = 0 } = {}] = await db
    .select({ all: countDistinct(executionInputs.executionId) })
    .from(executionInputs)
    .where(read);
  const newest = await db
    .select({
      id: executions.id,
      notebook: notebooks.title,
      schedule: schedules.name,
      status: executions.status,
      dueAt: executions.dueAt,
      versions: sql<number[]>`array_agg(${executionInputs.version} order by ${executionInputs.version})`,
    })
    .from(executionInputs)
    .innerJoin(executions, eq(executions.id, executionInputs.executionId))
    .leftJoin(notebooks, eq(notebooks.id, executions.notebookId))
    .leftJoin(schedules, eq(schedules.id, executions.scheduleId))
    .where(read)
    .groupBy(executions.id, notebooks.title, schedules.name)
    .orderBy(desc(executions.dueAt))
    .limit(listed);
  return { count: all, newest };
}

async function listRuns({ db }: Context, { id, version }: Wanted) {
  const read = and(
    isNull(runs.deletedAt),
    inArray(
      runs.id,
      db
        .select({ id: runInputs.runId })
        .from(runInputs)
        .where(
          and(
            eq(runInputs.datasetId, id),
            version === undefined ? undefined : eq(runInputs.version, version),
          ),
        ),
    ),
  );
  const [{ all = 0 } = {}] = await db.select({ all: count() }).from(runs).where(read);
  const newest = await db
    .select({
      id: runs.id,
      name: runs.name,
      status: runs.status,
      experimentId: runs.experimentId,
      experiment: experiments.name,
      startedAt: runs.startedAt,
      versions: sql<
        number[]
      >`(select array_agg(distinct ${runInputs.version} order by ${runInputs.version}) from ${runInputs} where ${runInputs.runId} = ${runs.id} and ${runInputs.datasetId} = ${id} and ${runInputs.version} is not null)`,
    })
    .from(runs)
    .innerJoin(experiments, eq(experiments.id, runs.experimentId))
    .where(read)
    .orderBy(desc(runs.startedAt))
    .limit(listed);
  return { count: all, newest: newest.map((run) => ({ ...run, versions: run.versions ?? [] })) };
}

async function listModelVersions({ db }: Context, { id, version }: Wanted) {
  const part = JSON.stringify([{ datasetId: id, ...(version !== undefined && { version }) }]);
  const trained = sql`${modelVersions.data} @> ${part}::jsonb`;
  const [{ all = 0 } = {}] = await db.select({ all: count() }).from(modelVersions).where(trained);
  const newest = await db
    .select({
      model: models.name,
      number: modelVersions.number,
      data: modelVersions.data,
      createdAt: modelVersions.createdAt,
    })
    .from(modelVersions)
    .innerJoin(models, eq(models.id, modelVersions.modelId))
    .where(trained)
    .orderBy(desc(modelVersions.createdAt))
    .limit(listed);
  return {
    count: all,
    newest: newest.map(({ data, ...row }) => ({
      ...row,
      versions: [...new Set(data.filter(({ datasetId }) => datasetId === id).map((used) => used.version))],
    })),
  };
}

/** Versions of data of which somebody said that they were made from this. */
const listDerived = ({ db }: Context, { id, version }: Wanted) =>
  db
    .select({ datasetId: datasets.id, dataset: datasets.name, version: datasetVersions.number })
    .from(datasetVersions)
    .innerJoin(datasets, eq(datasets.id, datasetVersions.datasetId))
    .where(
      and(
        isNull(datasets.deletedAt),
        sql`${datasetVersions.madeFrom} @> ${JSON.stringify([{ datasetId: id, ...(version !== undefined && { version }) }])}::jsonb`,
      ),
    )
    .orderBy(desc(datasetVersions.createdAt))
    .limit(100);

/** Of each version (of the one that is asked for): what it was made from, the model version whose answers it holds and the notebook in which it was added, where that is known. */
async function listOrigins({ db }: Context, { id, version }: Wanted) {
  const rows = await db
    .select({
      version: datasetVersions.number,
      madeFrom: datasetVersions.madeFrom,
      notebookId: notebooks.id,
      notebook: notebooks.title,
    })
    .from(datasetVersions)
    .leftJoin(notebooks, and(eq(notebooks.id, datasetVersions.notebookId), isNull(notebooks.deletedAt)))
    .where(
      and(
        eq(datasetVersions.datasetId, id),
        version === undefined ? undefined : eq(datasetVersions.number, version),
      ),
    )
    .orderBy(desc(datasetVersions.number));
  const scored = await db
    .select({ result: scorings.resultVersion, model: scorings.model, version: scorings.version })
    .from(scorings)
    .where(eq(scorings.resultDatasetId, id))
    .orderBy(asc(scorings.endedAt));
  const sources = [...new Set(rows.flatMap(({ madeFrom }) => madeFrom.map(({ datasetId }) => datasetId)))];
  const named = sources.length
    ? await db.query.datasets.findMany({ where: inArray(datasets.id, sources) })
    : [];
  return rows
    .filter(({ madeFrom, notebookId }) => madeFrom.length > 0 || notebookId !== null)
    .map(({ madeFrom, notebookId, notebook, ...row }) => ({
      ...row,
      scoredBy: scored.find(({ result }) => result === row.version) ?? null,
      notebook: notebookId === null || notebook === null ? null : { id: notebookId, title: notebook },
      madeFrom: madeFrom.map((source) => ({
        ...source,
        dataset: named.find(({ id: known }) => known === source.datasetId)?.name ?? 'a data set that is gone',
      })),
    }));
}
