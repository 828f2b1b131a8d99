import { and, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { type JsonNumber, toJsonNumber } from '@/cells/tracking/metric-point';
import { query } from '../../command';
import type { Context } from '../../context';
import {
  artifacts,
  experiments,
  models,
  modelVersions,
  notebooks,
  revisions,
  runInputs,
  runMetrics,
  runs,
  users,
} from '../../db/schema';
import { noRun } from './require-run';

interface Columns {
  readonly metrics?: readonly string[];
  readonly params?: readonly string[];
}

/** The latest value of a metric. */
export interface LatestMetric {
  readonly value: JsonNumber;
  readonly step: number;
  readonly timestamp: number;
}

export type RunRow = Omit<typeof runs.$inferSelect, 'environment' | 'sliceHash'> & {
  metrics: Record<string, LatestMetric>;
};

/** Rows of runs in the order of `ids`, with the latest value of each metric; of metrics and parameters only `columns`, if given. */
export async function readRunRows(
  { db }: Pick<Context, 'db'>,
  ids: readonly string[],
  columns: Columns = {},
): Promise<RunRow[]> {
  const rows = new Map<string, RunRow>();
  const wanted = columns.metrics && new Set(columns.metrics);
  const all = await inParts(ids, (part) => db.select().from(runs).where(inArray(runs.id, part)));
  for (const { environment: _environment, sliceHash: _slice, ...row } of all)
    rows.set(row.id, { ...row, params: pick(row.params, columns.params), metrics: {} });
  const values =
    wanted?.size === 0
      ? []
      : await inParts(ids, (part) => db.select().from(runMetrics).where(inArray(runMetrics.runId, part)));
  for (const { runId, key, value, step, timestamp } of values) {
    const row = rows.get(runId);
    if (row && (!wanted || wanted.has(key)))
      row.metrics[key] = { value: toJsonNumber(value), step, timestamp };
  }
  return ids.flatMap((id) => rows.get(id) ?? []);
}

/** Engines bound the parameters of one statement. */
export async function inParts<T>(
  ids: readonly string[],
  read: (part: string[]) => Promise<T[]>,
): Promise<T[]> {
  const found: T[] = [];
  for (let from = 0; from < ids.length; from += 5000) {
    // A push of all at once would overflow the stack.
    for (const row of await read(ids.slice(from, from + 5000))) found.push(row);
  }
  return found;
}

const pick = (all: Record<string, string>, keys: readonly string[] | undefined): Record<string, string> =>
  keys
    ? Object.fromEntries(keys.flatMap((key) => (Object.hasOwn(all, key) ? [[key, all[key] ?? '']] : [])))
    : all;

export type RunInput = typeof runInputs.$inferSelect;

/** The data that each of these runs read. */
export async function readInputs({ db }: Pick<Context, 'db'>, ids: readonly string[]) {
  const found = new Map<string, RunInput[]>();
  const rows = await inParts(ids, (part) =>
    db.select().from(runInputs).where(inArray(runInputs.runId, part)),
  );
  for (const row of rows) {
    const list = found.get(row.runId);
    if (list) list.push(row);
    else found.set(row.runId, [row]);
  }
  return found;
}

/** One run whole: its latest metrics, inputs, artifacts, where it comes from, and the model versions made of it. Of a deleted one too. */
export const readRun = query({
  action: 'run.read',
  input: z.object({ id: z.string().max(256) }),
  async run(context, { id }) {
    const { db } = context;
    const [run] = await readRunRows(context, [id]);
    if (!run) throw noRun(id);
    const [more] = await db
      .select({
        environment: runs.environment,
        sliceHash: runs.sliceHash,
        experiment: experiments.name,
        notebookTitle: notebooks.title,
        revision: revisions.number,
        by: users.name,
      })
      .from(runs)
      .innerJoin(experiments, eq(experiments.id, runs.experimentId))
      .leftJoin(notebooks, eq(notebooks.id, runs.notebookId))
      .leftJoin(revisions, eq(revisions.id, runs.revisionId))
      .leftJoin(users, eq(users.id, runs.createdBy))
      .where(eq(runs.id, id));
    if (!more) throw noRun(id);
    const inputs = await db.select().from(runInputs).where(eq(runInputs.runId, id)).orderBy(runInputs.name);
    const files = await db
      .select({ path: artifacts.path, bytes: artifacts.bytes, createdAt: artifacts.createdAt })
      .from(artifacts)
      .where(eq(artifacts.ownerId, id))
      .orderBy(artifacts.path);
    const versions = await db
      .select({ model: models.name, version: modelVersions.number })
      .from(modelVersions)
      .innerJoin(models, eq(models.id, modelVersions.modelId))
      .where(and(eq(modelVersions.runId, id), eq(modelVersions.notebookId, run.notebookId ?? '')))
      .orderBy(models.name, modelVersions.number);
    return { ...run, ...more, inputs, artifacts: files, versions };
  },
});
