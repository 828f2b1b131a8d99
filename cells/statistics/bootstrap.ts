import { quantile } from './quantile';
import { createRandom } from './random';

/** A figure with the ends of its interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Resamples of rows: as many rows as there are, drawn with replacement (Efron 1979). Each is how often each row was drawn, times its
 * weight; the same array is filled again for the next.
 */
export function* resampleWeights(
  weights: Float64Array,
  { resamples, seed }: { readonly resamples: number; readonly seed: number },
): Generator<Float64Array, void> {
  const random = createRandom(seed);
  const drawn = new Float64Array(weights.length);
  for (let resample = 0; resample < resamples; resample++) {
    drawn.fill(0);
    for (let i = 0; i < weights.length; i++) {
      const row = Math.floor(random() * weights.length);
      drawn[row] = (drawn[row] ?? 0) + (weights[row] ?? 0);
    }
    yield drawn;
  }
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

/**
 * Basic interval (Davison and Hinkley 1997, §5.2), 2v − the resamples' quantiles, not below 0: for distances, which resampling makes
 * larger, since its noise is a distance too. A percentile interval would never reach down to 0.
 */
export function basicInterval(value: number, resampled: Float64Array, level: number): Interval {
  const { low, high } = percentileInterval(value, resampled, level);
  return { value, low: Math.max(0, 2 * value - high), high: Math.max(0, 2 * value - low) };
}
