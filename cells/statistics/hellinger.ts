import { toShares } from './shares';

/**
 * Hellinger distance of two histograms over the same bins, √(1 − Σ √(r c)), from 0 (equal) to 1 (nothing in common); Hellinger 1909, as
 * in Evidently and NannyML. NaN when one side is empty.
 */
export function hellinger(reference: readonly number[], current: readonly number[]): number {
  const r = toShares(reference);
  const c = toShares(current);
  const common = r.reduce((sum, share, i) => sum + Math.sqrt(share * (c[i] ?? Number.NaN)), 0);
  return Math.sqrt(Math.max(0, 1 - common));
}
