import { describe, expect, it } from 'vitest';
import { createRandom } from '../random';
import { exp, log, twoToThe } from './reproducible-math';

/** Distance in units of the last place of `expected`. */
function ulps(actual: number, expected: number): number {
  if (Object.is(actual, expected)) return 0;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(expected))), -1022);
  return Math.abs(actual - expected) / 2 ** (exponent - 52);
}

describe('reproducible exp and log', () => {
  const random = createRandom(7);
  const numbers = (count: number, from: number, to: number) =>
    Array.from({ length: count }, () => from + (to - from) * random());

  it('are within two units in the last place of the engine’s', () => {
    const worst = (own: (x: number) => number, engine: (x: number) => number, at: readonly number[]) =>
      Math.max(...at.map((x) => ulps(own(x), engine(x))));
    expect(worst(exp, Math.exp, numbers(50_000, -30, 30))).toBeLessThanOrEqual(2);
    expect(worst(exp, Math.exp, numbers(50_000, -708, 709))).toBeLessThanOrEqual(2);
    expect(worst(log, Math.log, numbers(50_000, 0, 3))).toBeLessThanOrEqual(2);
    expect(worst(log, Math.log, numbers(5_000, -700, 700).map(Math.exp))).toBeLessThanOrEqual(2);
  });

  it('know the ends', () => {
    expect([exp(0), exp(800), exp(-800), exp(Number.NEGATIVE_INFINITY), exp(Number.NaN)]).toEqual([
      1,
      Number.POSITIVE_INFINITY,
      0,
      0,
      Number.NaN,
    ]);
    expect(exp(-740)).toBeGreaterThan(0);
    expect(exp(709.781)).toBeLessThan(Number.POSITIVE_INFINITY);
    expect([log(1), log(0), log(-1), log(Number.POSITIVE_INFINITY)]).toEqual([
      0,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      Number.POSITIVE_INFINITY,
    ]);
    expect(log(5e-324)).toBeCloseTo(Math.log(5e-324), 9);
    expect([twoToThe(0), twoToThe(-1022), twoToThe(40)]).toEqual([1, 2 ** -1022, 2 ** 40]);
  });
});
