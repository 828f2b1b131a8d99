/**
 * XGBoost rounds values to single precision and asks `value < threshold`; our trees ask `value <= threshold` in double precision. These
 * turn one threshold into the other so that both decide the same.
 */

/** The largest double whose nearest float is below `limit`, a float: so `x <= result` just where `fround(x) < limit`. */
export function toDoubleThreshold(limit: number): number {
  // Halfway to the next lower float; ties go to the even one, so the halfway double itself may round either way.
  const halfway =
    limit === -largestFloat
      ? -beyondFloats
      : limit > largestFloat
        ? beyondFloats
        : (previousFloat(limit) + limit) / 2;
  return Math.fround(halfway) < limit ? halfway : previousDouble(halfway);
}

/** The smallest float above `threshold`: so `x < result` just where `x <= threshold`, for every float x. Infinity beyond them all. */
export function toFloatThreshold(threshold: number): number {
  const nearest = Math.fround(threshold);
  return nearest > threshold ? nearest : nextFloat(nearest);
}

const largestFloat = 3.4028234663852886e38;
/** Halfway from the largest float to where the next one would be: doubles from here on round to infinity. */
const beyondFloats = 2 ** 128 - 2 ** 103;

function previousFloat(value: number): number {
  return -nextFloat(-value);
}

/** The next float above a float. */
export function nextFloat(value: number): number {
  if (value === 0) return 2 ** -149;
  const floats = Float32Array.of(value);
  const bits = new Int32Array(floats.buffer);
  // The bits of floats of one sign are in the order of their size.
  bits[0] = (bits[0] ?? 0) + (value > 0 ? 1 : -1);
  return floats[0] ?? 0;
}

function previousDouble(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  const doubles = Float64Array.of(value);
  const bits = new BigInt64Array(doubles.buffer);
  bits[0] = (bits[0] ?? 0n) + (value > 0 ? -1n : 1n);
  return doubles[0] ?? 0;
}
