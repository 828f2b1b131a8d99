import { toShares } from './shares';

/**
 * Population stability index of two histograms over the same bins: Σ (c − r) · ln(c / r) with c and r the shares of the current
 * and the reference counts (symmetric Kullback–Leibler divergence; Siddiqi 2006). An empty bin counts as a share of 0.0001, as
 * in Evidently. 0 for equal shares; 0.1 is usually read as "look", 0.25 as "moved". NaN when one side is empty.
 */
export function psi(reference: readonly number[], current: readonly number[]): number {
  const r = toShares(reference);
  const c = toShares(current);
  return r.reduce((sum, share, i) => {
    const before = share === 0 ? 0.0001 : share;
    const now = c[i] === 0 ? 0.0001 : (c[i] ?? Number.NaN);
    return sum + (now - before) * Math.log(now / before);
  }, 0);
}
