import { chiSquareTail } from './special-functions';

export interface ChiSquare {
  readonly statistic: number;
  readonly freedom: number;
  readonly pValue: number;
}

/**
 * Pearson's chi-square test of observed counts against expected ones, Σ (o − e)² / e with k − 1 degrees of freedom, as
 * `scipy.stats.chisquare`. Expected counts are scaled to the sum of the observed ones, as Evidently does with the reference's. A value
 * that the reference never had makes the statistic infinite and p = 0. One category only: p = 1.
 */
export function chiSquare(observed: readonly number[], expected: readonly number[]): ChiSquare {
  const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  const scale = total(observed) / total(expected);
  let statistic = 0;
  let categories = 0;
  observed.forEach((count, i) => {
    const wanted = (expected[i] ?? 0) * scale;
    if (count === 0 && wanted === 0) return;
    categories += 1;
    statistic += wanted === 0 ? Number.POSITIVE_INFINITY : (count - wanted) ** 2 / wanted;
  });
  const freedom = Math.max(categories - 1, 0);
  return { statistic, freedom, pValue: freedom === 0 ? 1 : chiSquareTail(statistic, freedom) };
}
