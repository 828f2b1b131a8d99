import { toShares } from './shares';

/**
 * L-infinity distance of two histograms over the same values: the largest change of one share, max |pᵢ − qᵢ|, and where it is. From 0
 * to 1; TensorFlow Data Validation's comparator for categories. NaN and −1 when one side is empty.
 */
export function lInfinity(
  reference: readonly number[],
  current: readonly number[],
): { distance: number; place: number } {
  const p = toShares(reference);
  const q = toShares(current);
  let distance = Number.NaN;
  let place = -1;
  for (const [i, share] of p.entries()) {
    const change = Math.abs(share - (q[i] ?? Number.NaN));
    if (change > distance || (Number.isNaN(distance) && !Number.isNaN(change))) {
      distance = change;
      place = i;
    }
  }
  return { distance, place };
}
