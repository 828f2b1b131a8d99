import { z } from 'zod';
import { query } from '../../command';
import type { Context } from '../../context';
import { sqlTexts, withDuckDB } from '../../duckdb';
import { readTimeOfId } from '../../id';
import { modelName } from '../registry';
import { type LogWindow, withLogFiles } from './log-files';
import { isNoShadow, labelsSql, predictionsSql } from './read-log';
import { readLogColumns } from './read-log-columns';

/**
 * Figures of the last hours of a model's service, from its log: what every process answered, also before a restart. Where the log keeps some
 * of the requests, figures are for all of them.
 */
export const readTraffic = query({
  action: 'model.read',
  input: z.object({ model: modelName, hours: z.number().int().min(1).max(168).default(24) }),
  async run(context, { model, hours }) {
    const until = context.now().getTime();
    const from = until - hours * 3_600_000;
    const fromDay = new Date(from).toISOString().slice(0, 10);
    // Asked every ten seconds by who looks at the page; retention keeps labels that came a week before their prediction, too.
    const labelsFromDay = new Date(from - 7 * 86_400_000).toISOString().slice(0, 10);
    const columns = await readLogColumns(context, model);
    return withLogFiles(context, { model, fromDay, labelsFromDay }, (files) =>
      withDuckDB({ memory: '256MB', temporaryFolder: files.folder }, async (connection) => {
        const where = `predicted_at >= make_timestamp(${from * 1000}::BIGINT) AND ${isNoShadow}`;
        await connection.run(
          `CREATE TABLE recent AS SELECT prediction_id, request_id, predicted_at, latency_ms, status, stands_for FROM (${predictionsSql(files, model, columns, where)})`,
        );
        const figures = await connection.runAndReadAll(
          `WITH asked AS (SELECT max(stands_for) AS n, bool_or(status <> 200) AS failed, max(predicted_at) AS moment FROM recent GROUP BY request_id),
             ranked AS (SELECT latency_ms, sum(stands_for) OVER (ORDER BY latency_ms) / sum(stands_for) OVER () AS rank FROM recent WHERE status = 200)
           SELECT coalesce(sum(stands_for) FILTER (status = 200), 0)::DOUBLE AS rows, count(*) FILTER (status = 200)::DOUBLE AS kept,
             (SELECT coalesce(sum(n), 0)::DOUBLE FROM asked) AS requests,
             (SELECT coalesce(sum(n) FILTER (failed), 0)::DOUBLE FROM asked) AS errors,
             (SELECT coalesce(sum(n) FILTER (moment >= make_timestamp(${(until - 60_000) * 1000}::BIGINT)), 0)::DOUBLE FROM asked) AS "lastMinute",
             (SELECT min(latency_ms) FILTER (rank >= 0.5) FROM ranked) AS "latencyMedian",
             (SELECT min(latency_ms) FILTER (rank >= 0.95) FROM ranked) AS "latency95",
             epoch_ms(max(predicted_at))::DOUBLE AS "lastAt",
             (SELECT coalesce(sum(stands_for), 0)::DOUBLE FROM recent r JOIN (${labelsSql(files, model)}) l USING (prediction_id) WHERE r.status = 200) AS labelled
           FROM recent`,
        );
        // The columns are selected just above; DuckDB gives DOUBLE as number.
        return figures.getRowObjects()[0] as unknown as Traffic;
      }),
    );
  },
});

export interface Traffic {
  readonly rows: number;
  /** Answered rows that are in the log, by which the figures are told. */
  readonly kept: number;
  readonly requests: number;
  readonly errors: number;
  readonly lastMinute: number;
  /** Milliseconds; null without a single answer. */
  readonly latencyMedian: number | null;
  readonly latency95: number | null;
  readonly lastAt: number | null;
  /** Answered rows whose truth is known, as a part of `rows`. */
  readonly labelled: number;
}

/**
 * The ids that belong to no logged prediction of the model. Our own ids tell their day, so only those days are read; what is not found
 * there, and ids that a caller chose, are looked for in the whole log. One of our own that is not expected there, as the log keeps a
 * part of the requests and not this one, is looked for in its days alone: from when it kept more.
 */
export async function findUnknownPredictions(
  context: Context,
  model: string,
  { ids, isExpected }: { readonly ids: readonly string[]; isExpected(id: string): boolean },
): Promise<ReadonlySet<string>> {
  const all = new Set(ids);
  const days = [...all].flatMap((id) => dayOfId(id) ?? []).sort();
  const [fromDay] = days;
  const last = days.at(-1);
  // What was asked for at midnight is answered on the next day.
  const toDay = last && new Date(Date.parse(last) + 86_400_000).toISOString().slice(0, 10);
  const unknown = fromDay ? await leaveOutKnown(context, { model, fromDay, toDay }, all) : all;
  const sought = new Set([...unknown].filter((id) => isExpected(id) || dayOfId(id) === undefined));
  if (sought.size === 0) return unknown;
  const left = await leaveOutKnown(context, { model }, sought);
  return new Set([...unknown].filter((id) => !sought.has(id) || left.has(id)));
}

/** The UTC day of an id whose time can be one: undefined for ids that only look as if they had a time. */
function dayOfId(id: string): string | undefined {
  const at = readTimeOfId(id);
  return at === undefined || at > Date.now() + 86_400_000
    ? undefined
    : new Date(at).toISOString().slice(0, 10);
}

async function leaveOutKnown(
  context: Context,
  window: LogWindow,
  ids: ReadonlySet<string>,
): Promise<Set<string>> {
  const { model } = window;
  const columns = await readLogColumns(context, model);
  return withLogFiles(context, { ...window, isUnlabelled: true }, (files) =>
    withDuckDB({ memory: '256MB', temporaryFolder: files.folder }, async (connection) => {
      const wanted = `prediction_id IN (SELECT unnest(${sqlTexts([...ids])}))`;
      const known = await connection.runAndReadAll(
        `SELECT DISTINCT prediction_id FROM (${predictionsSql(files, model, columns, wanted)})`,
      );
      const left = new Set(ids);
      for (const [id] of known.getRows()) left.delete(String(id));
      return left;
    }),
  );
}
