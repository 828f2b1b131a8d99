import { hostname } from 'node:os';
import {
  createQuantileSketch,
  type QuantileSketch,
  serializeQuantileSketch,
} from '@/cells/statistics/sketches';
import { actingAs, type System } from '../context';
import { createId } from '../id';
import { actorOf, workerId } from '../services/auth';
import { bucketOf, type Minute, type Refusals, recordKeyUse, recordTraffic } from '../services/deployments';
import type { ServedRole } from '../services/monitoring/log-format';
import type { Answer } from './predict';
import type { Cost } from './thread-messages';

/** One answer, or refusal by a version, as it is counted. */
export interface Served {
  readonly deployment: string;
  readonly role: ServedRole;
  readonly version: number;
  readonly split: number;
  readonly failed: boolean;
  readonly latency: number;
  readonly answers: Answer['predictions'];
  readonly cost?: Cost;
  /** Of a shadow: what was answered instead. */
  readonly beside?: Answer['predictions'];
}

export interface TrafficCounter {
  add(served: Served): void;
  /** A shadow that was behind. */
  drop(shadow: Pick<Served, 'deployment' | 'version' | 'split'>): void;
  refuse(deployment: string, why: 'unknown' | 'limited'): void;
  /** Writes what was counted since; by itself it does so every few seconds. */
  flush(): Promise<void>;
}

interface Tally {
  readonly row: Minute;
  readonly sketch: QuantileSketch;
  isDirty: boolean;
}

const flushMs = 2000;
/** While the database is away, this much is kept; what is older is forgotten first. */
const mostTallies = 5000;

/**
 * Counts what this process serves by minute, in memory, and writes it now and then: a kill costs the last seconds of the figures, not of
 * the log. Each process has rows of its own, so nobody adds to what another wrote.
 */
export function createTrafficCounter(system: System, takeUsedKeys: () => string[]): TrafficCounter {
  const process_ = `${hostname()}-${process.pid}-${createId()}`;
  const tallies = new Map<string, Tally>();
  const refusals = new Map<string, { readonly row: Refusals; isDirty: boolean }>();
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> | undefined;

  const minuteNow = () => new Date(Math.floor(system.now().getTime() / 60_000) * 60_000);

  function planFlush(): void {
    if (timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      void flush();
    }, flushMs);
    timer.unref();
  }

  function tallyOf({
    deployment,
    role,
    version,
    split,
  }: Pick<Served, 'deployment' | 'role' | 'version' | 'split'>): Tally {
    const minute = minuteNow();
    const key = `${deployment} ${minute.getTime()} ${role} ${version} ${split}`;
    const known = tallies.get(key);
    if (known) return known;
    const tally: Tally = {
      row: {
        ...{ deployment, minute, process: process_, role, version, split },
        ...{ requests: 0, errors: 0, rows: 0, latency: {}, classes: null, values: null },
        ...{
          cpuMs: 0,
          memoryBytes: 0,
          compared: 0,
          equal: 0,
          difference: 0,
          largestDifference: 0,
          dropped: 0,
        },
      },
      sketch: createQuantileSketch(),
      isDirty: true,
    };
    tallies.set(key, tally);
    dropOldest(tallies);
    return tally;
  }

  function add(served: Served): void {
    const tally = tallyOf(served);
    tally.isDirty = true;
    const { row, sketch } = tally;
    row.requests++;
    if (served.failed) row.errors++;
    row.rows += served.answers.length;
    const bucket = String(bucketOf(served.latency));
    row.latency[bucket] = (row.latency[bucket] ?? 0) + 1;
    for (const { prediction } of served.answers) {
      if (typeof prediction === 'number') sketch.add(prediction);
      else if (prediction !== null) {
        row.classes ??= {};
        row.classes[prediction] = (row.classes[prediction] ?? 0) + 1;
      }
    }
    row.cpuMs += served.cost?.cpuMs ?? 0;
    row.memoryBytes = served.cost?.memoryBytes ?? row.memoryBytes;
    if (served.beside && !served.failed) compare(row, served.answers, served.beside);
    planFlush();
  }

  function refuse(deployment: string, why: 'unknown' | 'limited'): void {
    const minute = minuteNow();
    const key = `${deployment} ${minute.getTime()}`;
    const known = refusals.get(key) ?? {
      row: { deployment, minute, process: process_, unknown: 0, limited: 0 },
      isDirty: true,
    };
    refusals.set(key, known);
    dropOldest(refusals);
    known.row[why]++;
    known.isDirty = true;
    planFlush();
  }

  async function write(): Promise<void> {
    const changed = [...tallies.values()].filter(({ isDirty }) => isDirty);
    const refused = [...refusals.values()].filter(({ isDirty }) => isDirty);
    const ids = takeUsedKeys();
    if (changed.length + refused.length + ids.length === 0) return;
    for (const one of [...changed, ...refused]) one.isDirty = false;
    try {
      const context = actingAs(system, await actorOf(system, workerId));
      await recordTraffic(context, {
        minutes: changed.map(({ row, sketch }) => ({
          ...row,
          values: sketch.count > 0 ? serializeQuantileSketch(sketch) : null,
        })),
        refusals: refused.map(({ row }) => row),
      });
      await recordKeyUse(context, { ids });
      forgetPast();
    } catch (error) {
      for (const one of [...changed, ...refused]) one.isDirty = true;
      system.log.warn('Figures of deployments could not be written; trying again', { error: String(error) });
      planFlush();
    }
  }

  /** What is written and over needs no memory. */
  function forgetPast(): void {
    const now = minuteNow().getTime();
    for (const map of [tallies, refusals])
      for (const [key, { row, isDirty }] of map) if (!isDirty && row.minute.getTime() < now) map.delete(key);
  }

  async function flush(): Promise<void> {
    await flushing;
    flushing = write();
    await flushing;
  }

  system.onClose(async () => {
    clearTimeout(timer);
    await flush();
  });

  return {
    add,
    drop(shadow) {
      const tally = tallyOf({ ...shadow, role: 'shadow' });
      tally.row.dropped++;
      tally.isDirty = true;
      planFlush();
    },
    refuse,
    flush,
  };
}

function compare(row: Minute, shadow: Answer['predictions'], given: Answer['predictions']): void {
  shadow.forEach(({ prediction }, i) => {
    const other = given[i]?.prediction ?? null;
    row.compared++;
    if (typeof prediction === 'number' && typeof other === 'number') {
      const difference = Math.abs(prediction - other);
      // Far below what two ways to the same sum differ by.
      if (difference <= 1e-9 * Math.max(Math.abs(prediction), Math.abs(other))) row.equal++;
      row.difference += difference;
      row.largestDifference = Math.max(row.largestDifference, difference);
    } else if (prediction === other) row.equal++;
  });
}

function dropOldest(map: Map<string, unknown>): void {
  for (const oldest of map.keys()) {
    if (map.size <= mostTallies) return;
    map.delete(oldest);
  }
}
