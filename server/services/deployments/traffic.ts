import { and, eq, getTableColumns, gte, lt } from 'drizzle-orm';
import { createQuantileSketch, parseQuantileSketch, type QuantileSketch } from '@/cells/statistics/sketches';
import type { CommandContext, Context } from '../../context';
import { deploymentMinutes, deploymentRefusals } from '../../db/schema';

/** One process's minute of a role and version. */
export type Minute = typeof deploymentMinutes.$inferSelect;
export type Refusals = typeof deploymentRefusals.$inferSelect;

/** What a role and version served in a window, all processes together. */
export interface Served {
  readonly role: Minute['role'];
  readonly version: number;
  readonly split: number;
  requests: number;
  errors: number;
  rows: number;
  latency: Record<string, number>;
  classes: Record<string, number>;
  values: QuantileSketch;
  cpuMs: number;
  memoryBytes: number;
  compared: number;
  equal: number;
  difference: number;
  largestDifference: number;
  dropped: number;
}

export interface TrafficWindow {
  readonly deployment: string;
  readonly from: Date;
  readonly to: Date;
}

type Reader = Pick<Context | CommandContext, 'db'>;

/** A minute without what was predicted: adding up a week of sketches takes seconds. */
export type Counts = Omit<Minute, 'values' | 'classes'>;

export const readMinutes = ({ db }: Reader, window: TrafficWindow): Promise<Minute[]> =>
  db.select().from(deploymentMinutes).where(within(window));

export const readCounts = ({ db }: Reader, window: TrafficWindow): Promise<Counts[]> => {
  const { values: _, classes: __, ...counts } = getTableColumns(deploymentMinutes);
  return db.select(counts).from(deploymentMinutes).where(within(window));
};

const within = ({ deployment, from, to }: TrafficWindow) =>
  and(
    eq(deploymentMinutes.deployment, deployment),
    gte(deploymentMinutes.minute, from),
    lt(deploymentMinutes.minute, to),
  );

export const readRefusals = ({ db }: Reader, { deployment, from, to }: TrafficWindow) =>
  db
    .select()
    .from(deploymentRefusals)
    .where(
      and(
        eq(deploymentRefusals.deployment, deployment),
        gte(deploymentRefusals.minute, from),
        lt(deploymentRefusals.minute, to),
      ),
    );

/** Adds minutes up by what `keyOf` tells apart. */
export function addUp<M extends Counts & Partial<Minute>>(
  minutes: readonly M[],
  keyOf: (minute: M) => string,
): Map<string, Served> {
  const sums = new Map<string, Served>();
  // Of memory each process's newest figure counts.
  const memory = new Map<string, Map<string, { at: number; bytes: number }>>();
  for (const minute of minutes) {
    const key = keyOf(minute);
    const sum = sums.get(key) ?? emptyFigures(minute);
    sums.set(key, sum);
    addMinute(sum, minute);
    const held = memory.get(key) ?? new Map<string, { at: number; bytes: number }>();
    memory.set(key, held);
    const place = `${minute.process} ${minute.version}`;
    const at = minute.minute.getTime();
    if (at >= (held.get(place)?.at ?? 0)) held.set(place, { at, bytes: minute.memoryBytes });
  }
  for (const [key, sum] of sums)
    sum.memoryBytes = [...(memory.get(key)?.values() ?? [])].reduce((total, { bytes }) => total + bytes, 0);
  return sums;
}

const emptyFigures = ({ role, version, split }: Pick<Served, 'role' | 'version' | 'split'>): Served => ({
  ...{ role, version, split, requests: 0, errors: 0, rows: 0, latency: {}, classes: {} },
  ...{ values: createQuantileSketch(), cpuMs: 0, memoryBytes: 0 },
  ...{ compared: 0, equal: 0, difference: 0, largestDifference: 0, dropped: 0 },
});

function addMinute(sum: Served, minute: Counts & Partial<Minute>): void {
  sum.requests += minute.requests;
  sum.errors += minute.errors;
  sum.rows += minute.rows;
  addCounts(sum.latency, minute.latency);
  if (minute.classes) addCounts(sum.classes, minute.classes);
  if (minute.values) sum.values.merge(parseQuantileSketch(minute.values));
  sum.cpuMs += minute.cpuMs;
  sum.compared += minute.compared;
  sum.equal += minute.equal;
  sum.difference += minute.difference;
  sum.largestDifference = Math.max(sum.largestDifference, minute.largestDifference);
  sum.dropped += minute.dropped;
}

function addCounts(sum: Record<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count;
}
