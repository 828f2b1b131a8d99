import { nextFloat, toDoubleThreshold } from './single-precision';

/** Where nothing of the data is greater: a threshold that only a number beyond single precision exceeds. */
export const topThreshold = toDoubleThreshold(3.4028234663852886e38);

/**
 * The threshold x between two neighbours of the data, low ≤ x < high. It stands for a single-precision t near the middle with
 * fround(low) < t ≤ fround(high), as the largest double whose rounding is below t: so `value <= x` in doubles decides as
 * XGBoost's `fround(value) < t` does, and the trees can be written for it exactly. Neighbours that are one in single precision
 * are parted in the middle, in doubles.
 */
export function thresholdBetween(low: number, high: number): number {
  const [from, to] = [Math.fround(low), Math.fround(high)];
  const middle = low / 2 + high / 2;
  if (from === to || !Number.isFinite(from) || !Number.isFinite(to))
    return middle >= low && middle < high ? middle : low;
  let limit = Math.fround(middle);
  if (limit <= from) limit = nextFloat(from);
  if (limit > to) limit = to;
  return toDoubleThreshold(limit);
}
