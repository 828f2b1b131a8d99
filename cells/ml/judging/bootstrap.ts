import { percentileInterval, resampleWeights } from '@/cells/statistics';
import { createBreath } from '../breathe';
import type { Difference } from './judgement';

export interface BootstrapOptions {
  readonly resamples: number;
  readonly seed: number;
  readonly signal?: AbortSignal;
  progress?(fraction: number): void;
}

/**
 * Figures on resamples of the rows; figures of several models on one resample are paired. Gives way to the thread now and then.
 * @returns for each figure its value on each resample
 */
export async function bootstrap(
  weights: Float64Array,
  measure: (weights: Float64Array) => ArrayLike<number>,
  { resamples, seed, signal, progress }: BootstrapOptions,
): Promise<Float64Array[]> {
  const breathe = createBreath(12);
  const figures: Float64Array[] = [];
  let resample = 0;
  for (const drawn of resampleWeights(weights, { resamples, seed })) {
    const measured = measure(drawn);
    for (let k = 0; k < measured.length; k++) {
      figures[k] ??= new Float64Array(resamples);
      const values = figures[k];
      if (values) values[resample] = measured[k] ?? Number.NaN;
    }
    resample++;
    const pause = breathe();
    if (!pause) continue;
    progress?.(resample / resamples);
    await pause;
    signal?.throwIfAborted();
  }
  return figures;
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
