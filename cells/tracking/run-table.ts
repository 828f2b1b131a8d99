import { z } from 'zod';

/** Runs as a table: what is asked for, what one of them has, and the columns that they make together. */

export const mostTableRuns = 20_000;

export const runTableRequest = z.object({
  /** The name of an experiment that the notebook was given; its own when left out. */
  experiment: z.string().min(1).max(500).optional(),
  /** MLflow's filter language, e.g. `metrics.rmse < 50 and params.depth = '6'`. */
  filter: z.string().max(10_000).default(''),
  /** `metrics.rmse ASC`; then, and when left out, newest first. */
  orderBy: z.string().max(600).optional(),
  limit: z.number().int().min(1).max(mostTableRuns).default(1000),
});
export type RunTableRequest = z.input<typeof runTableRequest>;

const value = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]);

export const tableRun = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  status: z.string(),
  learner: z.string().nullable(),
  parentId: z.string().nullable(),
  starred: z.boolean(),
  note: z.string(),
  /** Milliseconds since 1970. */
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  params: z.record(z.string(), z.string()),
  /** The last value of each. */
  metrics: z.record(z.string(), value),
});
export type TableRun = z.output<typeof tableRun>;

type Column = readonly (string | number | boolean | Date | null)[];

/**
 * Columns of equal length: what every run has, then `params.…` and `metrics.…` in the order of their names, null where a run has none.
 * A parameter is kept as text; where all values that there are read as numbers, the column is one of numbers.
 */
export function toRunColumns(runs: readonly TableRun[]): Record<string, Column> {
  const names = (part: 'params' | 'metrics') =>
    [...new Set(runs.flatMap((run) => Object.keys(run[part])))].sort();
  return {
    run_id: runs.map(({ id }) => id),
    name: runs.map(({ name }) => name),
    kind: runs.map(({ kind }) => kind),
    status: runs.map(({ status }) => status),
    learner: runs.map(({ learner }) => learner),
    parent_id: runs.map(({ parentId }) => parentId),
    starred: runs.map(({ starred }) => starred),
    note: runs.map(({ note }) => note),
    started_at: runs.map(({ startedAt }) => new Date(startedAt)),
    ended_at: runs.map(({ endedAt }) => (endedAt === null ? null : new Date(endedAt))),
    ...Object.fromEntries(
      names('params').map((key) => [`params.${key}`, numbersIfAll(runs.map(({ params }) => params[key]))]),
    ),
    ...Object.fromEntries(
      names('metrics').map((key) => [`metrics.${key}`, runs.map(({ metrics }) => toNumber(metrics[key]))]),
    ),
  };
}

const toNumber = (value: number | string | undefined) => (value === undefined ? null : Number(value));

/** Texts as numbers when each that is there is written as one. */
export function numbersIfAll(texts: readonly (string | undefined)[]): (string | number | null)[] {
  const isNumeric = texts.every(
    (text) => text === undefined || /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text),
  );
  return texts.map((text) => (text === undefined ? null : isNumeric ? Number(text) : text));
}
