import fc from 'fast-check';
import { expect, it } from 'vitest';
import { thresholdBetween, topThreshold } from './thresholds';

/** The smallest single-precision number that is greater than the rounding of `x` is the `t` that XGBoost compares with. */
const limitOf = (x: number) => {
  const bits = new Float32Array([Math.fround(x)]);
  const words = new Int32Array(bits.buffer);
  words[0] = (words[0] ?? 0) + ((bits[0] ?? 0) >= 0 ? 1 : -1);
  return bits[0] ?? 0;
};

const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }),
  fc.integer({ min: -50, max: 50 }),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
);

it('a threshold parts its neighbours, in double precision and as XGBoost does', () => {
  fc.assert(
    fc.property(value, value, (a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      fc.pre(low < high && !(low === 0 && high === 0));
      const x = thresholdBetween(low, high);
      expect(low <= x && x < high).toBe(true);
      if (Math.fround(low) !== Math.fround(high) && Math.abs(x) > 1e-30) {
        const t = limitOf(x);
        expect(Math.fround(low) < t && t <= Math.fround(high)).toBe(true);
      }
    }),
    { numRuns: 3000, seed: 1 },
  );
});

it('the top threshold is above all numbers but the largest', () => {
  expect(topThreshold).toBeGreaterThan(3.4028e38);
  expect(topThreshold).toBeLessThan(3.4028234663852886e38);
});
