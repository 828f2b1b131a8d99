import { type FoldSpread, resampledT } from '../cross-validation/resampled-t';

/** One fold of a trial. */
export interface TrialFold {
  /** The metric on the fold's test rows; NaN where it is not defined on them. */
  readonly value: number;
  /** Rounds or epochs that its training ran. */
  readonly steps: number;
}

/**
 * Mean and standard deviation (n − 1) of a trial's folds. Folds in which the metric is not defined do not count, as in a cross-validation;
 * undefined where it is defined in none.
 */
export function summarizeFolds(
  values: readonly number[],
): Pick<FoldSpread, 'mean' | 'deviation'> | undefined {
  const defined = values.filter((value) => !Number.isNaN(value));
  if (defined.length === 0) return undefined;
  const { mean, deviation } = resampledT(defined, 0);
  return { mean, deviation };
}
