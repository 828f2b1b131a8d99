import { z } from 'zod';
import { query } from '../../command';
import type { Context } from '../../context';
import { sqlTexts, withDuckDB } from '../../duckdb';
import { readTimeOfId } from '../../id';
import { modelName } from '../registry';
import { readLogColumns } from './log-columns';
import { type LogWindow, withLogFiles } from './log-files';
import { isNoShadow, labelsSql, predictionsSql } from './read-log';

/** Figures of the last hours of a model's service, from its log: what every process answered, also before a restart. */
export const readTraffic = query({
  action: 'model.read',
  input: z.object({ model: modelName, hours: z.number().int().min(1).max(168).default(24) }),
  async run(context, { model, hours }) {
    const until = context.now().getTime();
    const from = until - hours * 3_600_000;
    const fromDay = new Date(from).toISOString().slice(0, 10);
    const columns = await readLogColumns(context, model);
    return withLogFiles(context, { model, fromDay }, (files) =>
      withDuckDB({ memory: '256MB', temporaryFolder: files.folder }, async (connection) => {
        const where = `predicted_at >= make_timestamp(${from * 1000}::BIGINT) AND ${isNoShadow}`;
        await connection.run(
          `CREATE TABLE recent AS SELECT prediction_id, request_id, predicted_at, latency_ms, status, model_version FROM (${predictionsSql(files, model, columns, where)})`,
        );
        const figures = await connection.runAndReadAll(
          `SELECT count(*) FILTER (status = 200)::DOUBLE AS rows, count(DISTINCT request_id)::DOUBLE AS requests,
             count(DISTINCT request_id) FILTER (status <> 200)::DOUBLE AS errors,
             count(DISTINCT request_id) FILTER (predicted_at >= make_timestamp(${(until - 60_000) * 1000}::BIGINT))::DOUBLE AS "lastMinute",
             quantile_cont(latency_ms, 0.5) FILTER (status = 200) AS "latencyMedian",
             quantile_cont(latency_ms, 0.95) FILTER (status = 200) AS "latency95",
             epoch_ms(max(predicted_at))::DOUBLE AS "lastAt",
             (SELECT count(*) FROM recent r JOIN (${labelsSql(files, model)}) l USING (prediction_id) WHERE r.status = 200)::DOUBLE AS labelled
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
  readonly requests: number;
  readonly errors: number;
  readonly lastMinute: number;
  /** Milliseconds; null without a single answer. */
  readonly latencyMedian: number | null;
  readonly latency95: number | null;
  readonly lastAt: number | null;
  /** Answered rows whose truth is known. */
  readonly labelled: number;
}

/**
 * How many of the ids belong to no logged prediction of the model. Our own ids tell their day, so only those days are read; what is
 * not found there, and ids that a caller chose, are looked for in the whole log.
 */
export async function countUnknownPredictions(
  context: Context,
  model: string,
  ids: readonly string[],
): Promise<number> {
  const all = new Set(ids);
  const days = [...all].flatMap((id) => dayOfId(id) ?? []).sort();
  const [fromDay] = days;
  const toDay = days.at(-1);
  const unknown = fromDay ? await leaveOutKnown(context, { model, fromDay, toDay }, all) : all;
  return unknown.size === 0 ? 0 : (await leaveOutKnown(context, { model }, unknown)).size;
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
  return withLogFiles(context, window, (files) =>
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
