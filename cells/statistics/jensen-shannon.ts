import { toShares } from './shares';

/**
 * Jensen–Shannon distance of two histograms over the same bins: √((KL(p‖m) + KL(q‖m)) / 2), m = (p + q) / 2, with natural
 * logarithms, as `scipy.spatial.distance.jensenshannon`. From 0 (equal) to √(ln 2) ≈ 0.833 (nothing in common). NaN when one
 * side is empty.
 */
export function jensenShannon(reference: readonly number[], current: readonly number[]): number {
  const p = toShares(reference);
  const q = toShares(current);
  const sum = p.reduce((total, share, i) => {
    const other = q[i] ?? Number.NaN;
    const middle = (share + other) / 2;
    return total + relative(share, middle) + relative(other, middle);
  }, 0);
  return Math.sqrt(Math.max(sum, 0) / 2);
}

const relative = (share: number, to: number): number => (share === 0 ? 0 : share * Math.log(share / to));
