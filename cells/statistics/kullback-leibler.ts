import { toFilledShares, toShares } from './shares';

/**
 * Kullback–Leibler divergence of two histograms over the same bins, Σ r · ln(r / c): the reference's shares r against the current ones c,
 * in nats (Kullback and Leibler 1951). Empty bins are filled, and the shares brought back to a sum of 1, as in Evidently's `kl_div`
 * (`scipy.stats.entropy`). 0 for equal shares, without an upper bound; not symmetric. NaN when one side is empty.
 */
export function kullbackLeibler(reference: readonly number[], current: readonly number[]): number {
  const r = toShares(toFilledShares(reference));
  const c = toShares(toFilledShares(current));
  return r.reduce((sum, before, i) => sum + before * Math.log(before / (c[i] ?? Number.NaN)), 0);
}
