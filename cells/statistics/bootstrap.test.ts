import { describe, expect, test } from 'vitest';
import {
  basicInterval,
  createRandom,
  distanceInterval,
  histogramInterval,
  jensenShannon,
  mannWhitney,
  percentileInterval,
  wasserstein,
  wassersteinInterval,
} from '.';
import { drawBinomial, drawCounts } from './draw-counts';

const normal = (random: () => number) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

const sample = (rows: number, shift: number, seed: number) => {
  const random = createRandom(seed);
  return Float64Array.from({ length: rows }, () => normal(random) + shift);
};

describe('drawn counts', () => {
  test.each([
    [1000, 0.003],
    [40, 0.2],
    [60, 0.5],
    [5000, 0.31],
    [200_000, 0.9],
  ])('of %d times chance %d have the mean and the variance of a binomial', (n, p) => {
    const random = createRandom(3);
    const draws = Array.from({ length: 20_000 }, () => drawBinomial(n, p, random));
    const mean = draws.reduce((sum, one) => sum + one, 0) / draws.length;
    const variance = draws.reduce((sum, one) => sum + (one - mean) ** 2, 0) / draws.length;
    const expected = n * p * (1 - p);
    // Six standard errors of a mean, and of a variance that is nearly that of a normal.
    expect(Math.abs(mean - n * p)).toBeLessThan(6 * Math.sqrt(expected / draws.length));
    expect(Math.abs(variance / expected - 1)).toBeLessThan(6 * Math.sqrt((2 + 1 / expected) / draws.length));
    expect(draws.every((one) => Number.isInteger(one) && one >= 0 && one <= n)).toBe(true);
  });

  test('add up to the rows, and leave empty bins empty', () => {
    const random = createRandom(1);
    for (let i = 0; i < 200; i++) {
      const drawn = drawCounts([3.5, 0, 100, 0.25, 1e6], 1234, random);
      expect(drawn.reduce((sum, count) => sum + count, 0)).toBe(1234);
      expect(drawn[1]).toBe(0);
    }
  });
});

describe('intervals of distances', () => {
  test('hold the true distance nineteen times of twenty', () => {
    // Two normals a half apart: their Wasserstein distance is a half.
    let held = 0;
    const tries = 100;
    for (let i = 0; i < tries; i++) {
      const [first, second] = [sample(150, 0, 2 * i + 1), sample(120, 0.5, 2 * i + 2)];
      const { low, high } = distanceInterval(first, second, wasserstein, { resamples: 100, seed: i });
      if (low <= 0.5 && high >= 0.5) held++;
    }
    expect(held / tries).toBeGreaterThan(0.88);
  });

  test('of the same distribution reach down to zero', () => {
    const [first, second] = [sample(400, 0, 1), sample(300, 0, 2)];
    const interval = distanceInterval(first, second, wasserstein);
    expect(interval.value).toBeGreaterThan(0);
    expect(interval.low).toBe(0);
    expect(histogramInterval([300, 310, 290], [100, 96, 104], jensenShannon).low).toBe(0);
  });

  test('are the same for the same seed, and narrow as rows are added', () => {
    const width = (rows: number) => {
      const { low, high } = histogramInterval([rows, rows], [rows * 0.5, rows * 1.5], jensenShannon);
      return high - low;
    };
    expect(width(100)).toBe(width(100));
    expect(width(10_000) / width(100)).toBeGreaterThan(0.07);
    expect(width(10_000) / width(100)).toBeLessThan(0.14);
  });

  test('in groups agree with those of all rows', () => {
    const [first, second] = [sample(1500, 0, 5), sample(1000, 0.4, 6)];
    const whole = distanceInterval(first, second, wasserstein);
    const grouped = wassersteinInterval(
      { sample: first, rows: first.length },
      { sample: second, rows: second.length },
    );
    expect(grouped.value).toBe(whole.value);
    expect(grouped.low).toBeCloseTo(whole.low, 1);
    expect(grouped.high).toBeCloseTo(whole.high, 1);
  });

  test('are of any figure that two samples have', () => {
    const { value, low, high } = distanceInterval(
      sample(200, 0, 1),
      sample(200, 1, 2),
      (first, second) => mannWhitney(second, first).superiority,
    );
    // P(X + 1 > Y) of two normals is Φ(1/√2) = 0.760.
    expect(low).toBeLessThan(0.76);
    expect(high).toBeGreaterThan(0.76);
    expect(value).toBeGreaterThan(0.7);
  });

  test('of nothing are not numbers', () => {
    expect(distanceInterval([], [1], wasserstein).low).toBeNaN();
    expect(histogramInterval([0, 0], [1, 1], jensenShannon).high).toBeNaN();
    expect(wassersteinInterval({ sample: [1], rows: 1 }, { sample: [], rows: 0 }).low).toBeNaN();
  });
});

test('percentile and basic intervals lie mirrored about the value', () => {
  const resampled = Float64Array.from({ length: 101 }, (_, i) => i / 100);
  const percentile = percentileInterval(0.4, resampled, 0.9);
  expect(percentile.low).toBeCloseTo(0.05, 12);
  expect(percentile.high).toBeCloseTo(0.95, 12);
  const basic = basicInterval(0.4, resampled, 0.9);
  expect(basic.low).toBe(0);
  expect(basic.high).toBeCloseTo(0.75, 12);
});
