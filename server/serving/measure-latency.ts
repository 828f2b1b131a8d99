import { quantile } from '@/cells/statistics/quantile';
import type { Context } from '../context';
import { createModelsInMemory } from './models-in-memory';
import type { ServedVersion } from './resolve-version';
import { readProfile, spreadRows } from './spread-rows';

/** Calls that only warm the thread up, and those that count. */
const warming = 50;
const counted = 300;
/** A slow model is measured for this long at most. */
const mostMs = 20_000;

export interface Latency {
  /** Milliseconds from the call to its answer, without HTTP and log. */
  readonly p50: number;
  readonly p95: number;
  readonly calls: number;
}

/** How long a version takes to answer one row, call after call, in a thread of its own. */
export async function measureLatency(
  { storage }: Pick<Context, 'storage'>,
  version: ServedVersion,
  signal?: AbortSignal,
): Promise<Latency> {
  const models = createModelsInMemory({ storage });
  try {
    const model = await models.get(version);
    const { signature } = version.manifest;
    const profile = await readProfile(storage, version.files['profile.json']);
    const rows = spreadRows(signature, { features: profile?.features ?? [] }, 1);
    const times: number[] = [];
    const begun = performance.now();
    for (let call = -warming; call < counted; call++) {
      signal?.throwIfAborted();
      const start = performance.now();
      await model.predict(rows);
      if (call >= 0) times.push(performance.now() - start);
      if (performance.now() - begun > mostMs && times.length > 0) break;
    }
    const ascending = Float64Array.from(times).sort();
    return { p50: quantile(ascending, 0.5), p95: quantile(ascending, 0.95), calls: times.length };
  } finally {
    models.dispose();
  }
}
