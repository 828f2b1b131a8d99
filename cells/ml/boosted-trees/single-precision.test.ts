import { expect, it } from 'vitest';
import { createRandom } from '../random';
import { toDoubleThreshold, toFloatThreshold } from './single-precision';

const random = createRandom(4);
/** Any bits that make a float, and the ends of their range. */
const floats = [
  ...Array.from({ length: 3000 }, () => new Float32Array(Int32Array.of(random() * 2 ** 32).buffer)[0] ?? 0),
  ...Array.from({ length: 1000 }, () => Math.fround(random() * 100 - 50)),
  ...[
    0,
    -0,
    1,
    -1,
    2 ** -149,
    -(2 ** -149),
    2 ** -126,
    2 ** 24,
    3.4028234663852886e38,
    -3.4028234663852886e38,
  ],
].filter(Number.isFinite);

/** Doubles at and beside a float: its neighbours, and halfway to the next floats, where rounding turns. */
function nearby(float: number): number[] {
  const step = Math.max(2 ** -149, Math.abs(float) * 2 ** -24);
  return [0, 0.5, 1, 1.5, 2].flatMap((times) =>
    [-1, 1].flatMap((sign) => {
      const x = float + sign * times * step;
      const tiny = Math.max(Number.MIN_VALUE, Math.abs(x) * 2 ** -52);
      return [x - tiny, x, x + tiny];
    }),
  );
}

it('a threshold of XGBoost decides every double as it did, once read', () => {
  const wrong = floats.flatMap((limit) => {
    const threshold = toDoubleThreshold(limit);
    return nearby(limit)
      .filter((x) => x <= threshold !== Math.fround(x) < limit)
      .map((x) => ({ limit, x }));
  });
  expect(wrong).toEqual([]);
  expect(3.4e38 <= toDoubleThreshold(Number.POSITIVE_INFINITY)).toBe(true);
});

it('a threshold of ours decides every float as it did, once written', () => {
  const wrong = floats.flatMap((float) =>
    nearby(float).flatMap((threshold) => {
      const limit = toFloatThreshold(threshold);
      const others = nearby(float).map(Math.fround).filter(Number.isFinite);
      const misled = others.filter((x) => x < limit !== x <= threshold).map((x) => ({ threshold, x }));
      return Math.fround(limit) === limit ? misled : [{ threshold, x: limit }];
    }),
  );
  expect(wrong).toEqual([]);
});

it('there and back is the same float', () => {
  const others = floats.filter(
    (limit) => limit > -3.4e38 && toFloatThreshold(toDoubleThreshold(limit)) !== limit,
  );
  expect(others).toEqual([]);
});
