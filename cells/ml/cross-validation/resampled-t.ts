import { studentCritical, studentTwoSided } from '@/cells/statistics';

/** A figure over folds. */
export interface FoldSpread {
  readonly mean: number;
  /** Standard deviation over the folds, with n − 1. */
  readonly deviation: number;
  /** Interval of 95 % of the mean. */
  readonly low: number;
  readonly high: number;
  /** Two-sided, of the mean being zero: what a difference is tested by. */
  readonly pValue: number;
}

/**
 * Mean and spread of J figures of resampled trainings. Their training rows overlap, so the variance of the mean is s² (1/J + n₂/n₁), n₂ and
 * n₁ the test and the training rows (Nadeau and Bengio 2003, the corrected resampled t; of repeated k-fold, Bouckaert and Frank 2004), with
 * J − 1 degrees of freedom. Of one figure the interval is endless.
 */
export function resampledT(values: readonly number[], testToTrain: number): FoldSpread {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count < 2) return { mean, deviation: Number.NaN, low: -Infinity, high: Infinity, pValue: 1 };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  const error = Math.sqrt(variance * (1 / count + testToTrain));
  const margin = studentCritical(0.05, count - 1) * error;
  return {
    mean,
    deviation: Math.sqrt(variance),
    low: mean - margin,
    high: mean + margin,
    pValue: error > 0 ? studentTwoSided(mean / error, count - 1) : mean === 0 ? 1 : 0,
  };
}
