/**
 * First Wasserstein (earth mover's) distance of two samples, ∫ |F₁ − F₂|, in the unit of the values, as
 * `scipy.stats.wasserstein_distance`. The samples need no order. NaN when one is empty.
 */
export function wasserstein(first: ArrayLike<number>, second: ArrayLike<number>): number {
  if (first.length === 0 || second.length === 0) return Number.NaN;
  const a = Float64Array.from(first).sort();
  const b = Float64Array.from(second).sort();
  let i = 0;
  let j = 0;
  let area = 0;
  let previous = Math.min(a[0] as number, b[0] as number); // neither is empty
  while (i < a.length || j < b.length) {
    const value = Math.min(a[i] ?? Number.POSITIVE_INFINITY, b[j] ?? Number.POSITIVE_INFINITY);
    area += Math.abs(i / a.length - j / b.length) * (value - previous);
    previous = value;
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
  }
  return area;
}

/**
 * The distance in standard deviations of the reference, whose deviation (ddof 0) counts as 0.001 at least, as Evidently's
 * `wasserstein` for columns.
 */
export const normedWasserstein = (
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  referenceDeviation: number,
): number => wasserstein(reference, current) / Math.max(referenceDeviation, 0.001);
