import { twoToThe } from './reproducible-math';

/** The exponent e with |value| < 2^e, at least −900; for a positive number the smallest such. */
export function exponentOf(value: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return Math.max(((view.getUint32(0) >>> 20) & 0x7ff) - 1022, -900);
}

const limbBits = 26;

/**
 * The sum of numbers, each times its weight, to about 52 bits of the largest: in whole numbers that never round, so that the order of the
 * rows does not matter. For up to 2^26 rows.
 */
export function exactSum(values: ArrayLike<number>, weights?: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const term = Math.abs((values[i] ?? 0) * (weights?.[i] ?? 1));
    if (term > largest) largest = term;
  }
  if (largest === 0) return 0;
  const unit = twoToThe(exponentOf(largest) - limbBits);
  let high = 0;
  let low = 0;
  for (let i = 0; i < values.length; i++) {
    const term = ((values[i] ?? 0) * (weights?.[i] ?? 1)) / unit;
    const whole = Math.trunc(term);
    high += whole;
    low += Math.trunc((term - whole) * twoToThe(limbBits));
  }
  return high * unit + low * (unit / twoToThe(limbBits));
}

/** Weights as whole numbers of 28 bits at most, whose sums are exact for up to 2^24 rows. Whole weights that fit stay as they are. */
export function wholeWeights(weights: Float64Array): Float64Array {
  let largest = 0;
  let isWhole = true;
  for (const weight of weights) {
    if (weight > largest) largest = weight;
    if (!Number.isInteger(weight)) isWhole = false;
  }
  if (isWhole && largest < twoToThe(28)) return weights;
  const scale = twoToThe(28 - exponentOf(largest));
  return weights.map((weight) => Math.round(weight * scale));
}
