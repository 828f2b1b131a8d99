import { describe, expect, it } from 'vitest';
import { createRandom } from '../random';
import { exactSum, exponentOf, wholeWeights } from './exact-sum';
import { learnCategoryBins, learnNumberBins } from './learn-bins';
import { weightedQuantile } from './weighted-quantile';

const sortedOf = (values: Iterable<number>) => ({ sorted: Float64Array.from(values).sort(), missing: 0 });

describe('bins of numbers', () => {
  it('are one for each value where there are few, with bounds between them', () => {
    const bins = learnNumberBins(sortedOf([3, 1, 1, 2, 10]), 255);
    expect(bins).toMatchObject({ kind: 'number', bins: 4, hasMissing: false });
    if (bins.kind !== 'number') throw new Error('numbers');
    expect([...bins.bounds].slice(0, 3).map((bound) => Math.round(bound * 1e6) / 1e6)).toEqual([
      1.5, 2.5, 6.5,
    ]);
  });

  it('hold about the same weight, but for a value that has more', () => {
    const random = createRandom(1);
    const values = Float64Array.from({ length: 10_000 }, (_, i) => (i < 4000 ? 0.5 : random()));
    const bins = learnNumberBins(sortedOf(values), 20);
    if (bins.kind !== 'number') throw new Error('numbers');
    expect(bins.bins).toBeLessThanOrEqual(20);
    expect(bins.bins).toBeGreaterThanOrEqual(18);
    const counts = new Array(bins.bins).fill(0);
    for (const value of values) counts[bins.bounds.findIndex((bound) => value <= bound)]++;
    const rest = counts.filter((count) => count < 4000);
    expect(rest).toHaveLength(bins.bins - 1);
    expect(Math.max(...rest)).toBeLessThan(3 * Math.min(...rest));
  });

  it('take a weight as so many values', () => {
    const values = Float64Array.from({ length: 400 }, (_, i) => (i * 37) % 401);
    const weights = Float64Array.from(values, (value) => 1 + (value % 4));
    const repeated = [...values].flatMap((value, i) => new Array(weights[i]).fill(value));
    expect(learnNumberBins(sortedOf(values), 16, { values, weights })).toEqual(
      learnNumberBins(sortedOf(repeated), 16),
    );
  });
});

it('bins of categories are by frequency; the rarest beyond 254 are missing', () => {
  const places = Float64Array.from({ length: 1000 }, (_, i) => (i < 600 ? i % 3 : i % 300));
  const bins = learnCategoryBins(places, undefined, 300);
  if (bins.kind !== 'category') throw new Error('categories');
  expect(bins.bins).toBe(254);
  expect([...bins.placeOf].slice(0, 3).sort()).toEqual([0, 1, 2]);
  expect(bins.binOf[299]).toBe(254);
  expect(bins.hasMissing).toBe(true);
});

describe('sums and quantiles', () => {
  it('do not depend on the order', () => {
    const random = createRandom(2);
    const values = Float64Array.from(
      { length: 5000 },
      () => (random() - 0.5) * 10 ** Math.floor(12 * random()),
    );
    const sum = exactSum(values);
    expect(exactSum(values.slice().reverse())).toBe(sum);
    expect(exactSum(values.slice().sort())).toBe(sum);
    expect(sum).toBeCloseTo(
      values
        .slice()
        .sort((a, b) => Math.abs(a) - Math.abs(b))
        .reduce((total, value) => total + value, 0),
      0,
    );
    expect([exponentOf(1), exponentOf(0.75), exponentOf(1024)]).toEqual([1, 0, 11]);
  });

  it('whole weights stay as they are, others are scaled', () => {
    expect([...wholeWeights(Float64Array.of(1, 0, 7))]).toEqual([1, 0, 7]);
    const [a = 0, b = 0] = wholeWeights(Float64Array.of(0.25, 0.5));
    expect(b).toBe(2 * a);
  });

  it('a weight of three is three rows in a quantile', () => {
    for (const level of [0.1, 0.25, 0.5, 0.75, 0.99]) {
      const weighted = weightedQuantile(Float64Array.of(5, 1, 9), level, Float64Array.of(3, 2, 1));
      expect(weighted).toBe(weightedQuantile(Float64Array.of(1, 1, 5, 5, 5, 9), level));
    }
    expect(weightedQuantile(Float64Array.of(4, 1), 0.5)).toBe(2.5);
  });
});
