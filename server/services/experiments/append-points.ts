import { and, eq, inArray, sql } from 'drizzle-orm';
import { compareLatest, type MetricPoint } from '@/cells/tracking/metric-point';
import type { CommandContext } from '../../context';
import { runMetricChunks, runMetrics } from '../../db/schema';
import { packPoints, pointsPerChunk, unpackPoints } from './pack-points';

type Point = Omit<MetricPoint, 'key'>;
/** Rows of one statement: engines bound its parameters. */
const rowsAtOnce = 1000;

/**
 * Adds points to metrics of a run that the caller has locked. A point that is there already, equal in key, step, time and value,
 * is left out, so that a request sent twice counts once.
 */
export async function appendPoints(
  context: CommandContext,
  runId: string,
  points: readonly MetricPoint[],
): Promise<void> {
  const byKey = new Map<string, Point[]>();
  for (const { key, ...point } of points) {
    const list = byKey.get(key);
    if (list) list.push(point);
    else byKey.set(key, [point]);
  }
  const keys = [...byKey.keys()];
  for (let from = 0; from < keys.length; from += rowsAtOnce)
    await appendKeys(
      context,
      runId,
      new Map(keys.slice(from, from + rowsAtOnce).map((key) => [key, byKey.get(key) ?? []])),
    );
}

async function appendKeys(
  { db }: CommandContext,
  runId: string,
  byKey: ReadonlyMap<string, readonly Point[]>,
): Promise<void> {
  const latest = new Map(
    (
      await db
        .select()
        .from(runMetrics)
        .where(and(eq(runMetrics.runId, runId), inArray(runMetrics.key, [...byKey.keys()])))
    ).map((row) => [row.key, row]),
  );
  const wanted = [...byKey]
    .filter(([key]) => latest.has(key))
    .map(([key, points]) => ({
      key,
      last: Math.floor(((latest.get(key)?.points ?? 1) - 1) / pointsPerChunk),
      ...rangeOf(points),
    }));
  // Only the last chunk, and those in which one of these points may lie already.
  const touched = wanted.length
    ? await db
        .select({ key: runMetricChunks.key, number: runMetricChunks.number, points: runMetricChunks.points })
        .from(runMetricChunks)
        .innerJoin(
          sql`jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w(key text, last int, "minStep" bigint, "maxStep" bigint, "minTimestamp" bigint, "maxTimestamp" bigint)`,
          sql`w.key = ${runMetricChunks.key}`,
        )
        .where(
          and(
            eq(runMetricChunks.runId, runId),
            sql`(${runMetricChunks.number} = w.last or (${runMetricChunks.maxStep} >= w."minStep" and ${runMetricChunks.minStep} <= w."maxStep" and ${runMetricChunks.maxTimestamp} >= w."minTimestamp" and ${runMetricChunks.minTimestamp} <= w."maxTimestamp"))`,
          ),
        )
    : [];
  const chunks = new Map<string, { number: number; points: Point[] }[]>();
  for (const { key, number, points } of touched)
    chunks.set(key, [...(chunks.get(key) ?? []), { number, points: unpackPoints(points) }]);

  const latestRows: (typeof runMetrics.$inferInsert)[] = [];
  const chunkRows: (typeof runMetricChunks.$inferInsert)[] = [];
  for (const [key, points] of byKey) {
    const known = chunks.get(key) ?? [];
    const seen = new Set(known.flatMap((chunk) => chunk.points.map(identityOf)));
    const fresh: Point[] = [];
    for (const point of points) {
      const identity = identityOf(point);
      if (seen.has(identity)) continue;
      seen.add(identity);
      fresh.push(point);
    }
    if (fresh.length === 0) continue;
    const before = latest.get(key);
    const count = before?.points ?? 0;
    let best: Point | undefined = before;
    for (const point of fresh) if (!best || compareLatest(point, best) > 0) best = point;
    if (!best) continue;
    const { value, step, timestamp } = best;
    latestRows.push({ runId, key, value, step, timestamp, points: count + fresh.length });
    const first = Math.floor(count / pointsPerChunk);
    const filled = known.find(({ number }) => number === first)?.points ?? [];
    const all = [...filled, ...fresh];
    for (let from = 0; from < all.length; from += pointsPerChunk) {
      const part = all.slice(from, from + pointsPerChunk);
      chunkRows.push({
        runId,
        key,
        number: first + from / pointsPerChunk,
        points: packPoints(part),
        ...rangeOf(part),
      });
    }
  }
  for (let from = 0; from < latestRows.length; from += rowsAtOnce)
    await db
      .insert(runMetrics)
      .values(latestRows.slice(from, from + rowsAtOnce))
      .onConflictDoUpdate({
        target: [runMetrics.runId, runMetrics.key],
        set: {
          value: sql`excluded.value`,
          step: sql`excluded.step`,
          timestamp: sql`excluded.timestamp`,
          points: sql`excluded.points`,
        },
      });
  for (let from = 0; from < chunkRows.length; from += rowsAtOnce)
    await db
      .insert(runMetricChunks)
      .values(chunkRows.slice(from, from + rowsAtOnce))
      .onConflictDoUpdate({
        target: [runMetricChunks.runId, runMetricChunks.key, runMetricChunks.number],
        set: {
          points: sql`excluded.points`,
          minStep: sql`excluded.min_step`,
          maxStep: sql`excluded.max_step`,
          minTimestamp: sql`excluded.min_timestamp`,
          maxTimestamp: sql`excluded.max_timestamp`,
        },
      });
}

const identityOf = ({ step, timestamp, value }: Point) => `${step} ${timestamp} ${value}`;

function rangeOf(points: readonly Point[]) {
  const range = { minStep: Infinity, maxStep: -Infinity, minTimestamp: Infinity, maxTimestamp: -Infinity };
  for (const { step, timestamp } of points) {
    range.minStep = Math.min(range.minStep, step);
    range.maxStep = Math.max(range.maxStep, step);
    range.minTimestamp = Math.min(range.minTimestamp, timestamp);
    range.maxTimestamp = Math.max(range.maxTimestamp, timestamp);
  }
  return range;
}
