import { toFilledShares } from './shares';

/**
 * Population stability index of two histograms over the same bins: Σ (c − r) · ln(c / r) with c and r the shares of the current
 * and the reference counts (symmetric Kullback–Leibler divergence; Siddiqi 2006). Empty bins are filled as in Evidently. 0 for equal
 * shares; 0.1 is usually read as "look", 0.25 as "moved". NaN when one side is empty.
 */
export function psi(reference: readonly number[], current: readonly number[]): number {
  const r = toFilledShares(reference);
  const c = toFilledShares(current);
  return r.reduce((sum, before, i) => {
    const now = c[i] ?? Number.NaN;
    return sum + (now - before) * Math.log(now / before);
  }, 0);
}
