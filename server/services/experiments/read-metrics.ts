import { and, asc, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { toJsonNumber } from '@/cells/tracking/metric-point';
import { samplePositions } from '@/cells/tracking/sample-series';
import { query } from '../../command';
import type { Context } from '../../context';
import { runMetricChunks } from '../../db/schema';
import { unpackPoints } from './pack-points';

const names = z.array(z.string().max(256)).min(1).max(100);

/** Every point of one metric of a run, in the order of step, then time; equal ones as they came. */
export async function readMetric({ db }: Pick<Context, 'db'>, runId: string, key: string) {
  const rows = await db
    .select({ points: runMetricChunks.points })
    .from(runMetricChunks)
    .where(and(eq(runMetricChunks.runId, runId), eq(runMetricChunks.key, key)))
    .orderBy(asc(runMetricChunks.number));
  return inOrder(rows);
}

const inOrder = (rows: readonly { points: Uint8Array }[]) =>
  rows
    .flatMap(({ points }) => unpackPoints(points))
    .sort((a, b) => a.step - b.step || a.timestamp - b.timestamp);

/**
 * Metrics of runs over their steps. Of each, at most `size` points as `samplePositions` chooses them: every smallest and largest of a
 * stretch stays and none is averaged; `points` says how many there are. `size` 0 gives all.
 */
export const readMetrics = query({
  action: 'run.read',
  input: z.object({ runIds: names, keys: names, size: z.number().int().min(0).max(100_000).default(600) }),
  async run({ db }, { runIds, keys, size }) {
    const rows = await db
      .select({ runId: runMetricChunks.runId, key: runMetricChunks.key, points: runMetricChunks.points })
      .from(runMetricChunks)
      .where(and(inArray(runMetricChunks.runId, runIds), inArray(runMetricChunks.key, keys)))
      .orderBy(asc(runMetricChunks.runId), asc(runMetricChunks.key), asc(runMetricChunks.number));
    const series = new Map<string, typeof rows>();
    for (const row of rows) {
      const name = JSON.stringify([row.runId, row.key]);
      const chunks = series.get(name);
      if (chunks) chunks.push(row);
      else series.set(name, [row]);
    }
    return [...series.values()].map((chunks) => {
      const all = inOrder(chunks);
      const kept =
        size === 0
          ? all
          : samplePositions(
              all.map(({ value }) => value),
              size,
            ).flatMap((at) => all[at] ?? []);
      return {
        runId: chunks[0]?.runId ?? '',
        key: chunks[0]?.key ?? '',
        points: all.length,
        steps: kept.map(({ step }) => step),
        timestamps: kept.map(({ timestamp }) => timestamp),
        values: kept.map(({ value }) => toJsonNumber(value)),
      };
    });
  },
});
