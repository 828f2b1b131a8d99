import { quantile } from '@/cells/statistics';
import { createBreath } from '../breathe';
import { createRandom } from '../random';
import type { Difference, Interval } from './judgement';

export interface BootstrapOptions {
  readonly resamples: number;
  readonly seed: number;
  readonly signal?: AbortSignal;
  progress?(fraction: number): void;
}

/**
 * Figures on resamples of the rows: as many rows as there are, drawn with replacement (Efron 1979). A resample is how often each row
 * was drawn, times its weight; figures of several models on one resample are paired. Gives way to the thread now and then.
 * @returns for each figure its value on each resample
 */
export async function bootstrap(
  weights: Float64Array,
  measure: (weights: Float64Array) => ArrayLike<number>,
  { resamples, seed, signal, progress }: BootstrapOptions,
): Promise<Float64Array[]> {
  const n = weights.length;
  const random = createRandom(seed);
  const drawn = new Float64Array(n);
  const breathe = createBreath(12);
  const figures: Float64Array[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    drawn.fill(0);
    for (let i = 0; i < n; i++) {
      const row = Math.floor(random() * n);
      drawn[row] = (drawn[row] ?? 0) + (weights[row] ?? 0);
    }
    const measured = measure(drawn);
    for (let k = 0; k < measured.length; k++) {
      figures[k] ??= new Float64Array(resamples);
      const values = figures[k];
      if (values) values[resample] = measured[k] ?? Number.NaN;
    }
    const pause = breathe();
    if (!pause) continue;
    progress?.((resample + 1) / resamples);
    await pause;
    signal?.throwIfAborted();
  }
  return figures;
}

/** Percentile interval; resamples on which a figure is not defined (one class only) do not count. */
export function percentileInterval(value: number, resampled: Float64Array, level: number): Interval {
  const ascending = resampled.filter(Number.isFinite).sort();
  return {
    value,
    low: quantile(ascending, (1 - level) / 2),
    high: quantile(ascending, (1 + level) / 2),
  };
}

/** The difference of two figures on the same resamples. */
export function pairedDifference(
  value: number,
  own: Float64Array,
  other: Float64Array,
  level: number,
): Difference {
  const differences = own.map((figure, i) => figure - (other[i] ?? Number.NaN)).filter(Number.isFinite);
  const notAbove = differences.reduce((count, one) => count + (one <= 0 ? 1 : 0), 0);
  const notBelow = differences.reduce((count, one) => count + (one >= 0 ? 1 : 0), 0);
  const pValue = Math.min(1, (2 * (Math.min(notAbove, notBelow) + 1)) / (differences.length + 1));
  return { ...percentileInterval(value, differences, level), pValue };
}
