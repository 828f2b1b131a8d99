const single = new Float32Array(1);
const singleBits = new Int32Array(single.buffer);
const double = new Float64Array(1);
const doubleBits = new BigInt64Array(double.buffer);

/** The next single-precision number, up (1) or down (−1). */
function nextSingle(value: number, way: 1 | -1): number {
  single[0] = value;
  if (single[0] === 0) return way * 1.401298464324817e-45;
  singleBits[0] = (singleBits[0] ?? 0) + (value > 0 ? way : -way);
  return single[0] ?? 0;
}

function doubleBelow(value: number): number {
  double[0] = value;
  if (value === 0) return -Number.MIN_VALUE;
  doubleBits[0] = (doubleBits[0] ?? 0n) + (value > 0 ? -1n : 1n);
  return double[0] ?? 0;
}

/** The largest double that rounds, in single precision, to less than `limit`, which is single precision itself. */
function largestBelow(limit: number): number {
  const middle = (nextSingle(limit, -1) + limit) / 2;
  return Math.fround(middle) < limit ? middle : doubleBelow(middle);
}

/** Where nothing of the data is greater: a threshold that only a number beyond single precision exceeds. */
export const topThreshold = largestBelow(3.4028234663852886e38);

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
  if (limit <= from) limit = nextSingle(from, 1);
  if (limit > to) limit = to;
  return largestBelow(limit);
}
