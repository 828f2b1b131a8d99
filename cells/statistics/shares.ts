/** Counts over their sum; NaN everywhere when there are none. */
export function toShares(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}

/**
 * Shares for logarithms: an empty bin counts as 0.0001, or as a millionth of the smallest share where that is no larger, as Evidently
 * fills them. They no longer add up to 1. NaN everywhere when there are no counts.
 */
export function toFilledShares(counts: readonly number[]): number[] {
  const shares = toShares(counts);
  const least = shares.reduce((least, share) => (share > 0 ? Math.min(least, share) : least), 1);
  const filling = least <= 0.0001 ? least / 1e6 : 0.0001;
  return shares.map((share) => (share === 0 ? filling : share));
}
