import { describe, expect, test } from 'vitest';
import {
  adjustPValues,
  chiSquare,
  chiSquareTail,
  compareProportions,
  histogramCounts,
  jensenShannon,
  kolmogorovSmirnov,
  kolmogorovTail,
  logGamma,
  normalTwoSided,
  normedWasserstein,
  psi,
  quantile,
  quantileSample,
  sturgesEdges,
  wasserstein,
} from '.';

describe('tails', () => {
  test('log gamma has its known values', () => {
    expect(logGamma(1)).toBeCloseTo(0, 13);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
    expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 11);
  });

  test('chi-square tail at the 5 % and 1 % points of printed tables', () => {
    // Abramowitz and Stegun, table 26.8.
    expect(chiSquareTail(3.841458820694124, 1)).toBeCloseTo(0.05, 12);
    expect(chiSquareTail(18.307038053275146, 10)).toBeCloseTo(0.05, 12);
    expect(chiSquareTail(135.80672317102676, 100)).toBeCloseTo(0.01, 10);
    expect(chiSquareTail(0, 4)).toBe(1);
    expect(chiSquareTail(Number.POSITIVE_INFINITY, 4)).toBe(0);
  });

  test('normal tail at 1.96', () => {
    expect(normalTwoSided(1.959963984540054)).toBeCloseTo(0.05, 12);
    expect(normalTwoSided(0)).toBe(1);
  });
});

describe('chi-square', () => {
  test("equals the examples of SciPy's chisquare", () => {
    // scipy.stats.chisquare documentation, "Examples".
    expect(chiSquare([16, 18, 16, 14, 12, 12], new Array(6).fill(1))).toMatchObject({
      statistic: 2,
      freedom: 5,
    });
    expect(chiSquare([16, 18, 16, 14, 12, 12], new Array(6).fill(1)).pValue).toBeCloseTo(
      0.8491450360846096,
      12,
    );
    const unequal = chiSquare([16, 18, 16, 14, 12, 12], [16, 16, 16, 16, 16, 8]);
    expect(unequal.statistic).toBeCloseTo(3.5, 12);
    expect(unequal.pValue).toBeCloseTo(0.6233876277495822, 12);
  });

  test('a value the reference never had is certain drift', () => {
    expect(chiSquare([5, 1], [10, 0])).toEqual({
      statistic: Number.POSITIVE_INFINITY,
      freedom: 1,
      pValue: 0,
    });
  });

  test('one category has nothing to compare', () => {
    expect(chiSquare([5], [9]).pValue).toBe(1);
  });
});

describe('Jensen–Shannon distance', () => {
  test("equals the examples of SciPy's jensenshannon", () => {
    // scipy.spatial.distance.jensenshannon documentation (the first two with base 2: distance × √(1 / ln 2)).
    expect(jensenShannon([1, 0, 0], [0, 1, 0]) / Math.sqrt(Math.LN2)).toBeCloseTo(1, 12);
    expect(jensenShannon([1, 0], [0.5, 0.5])).toBeCloseTo(0.46450140402245893, 12);
    expect(jensenShannon([1, 0, 0], [1, 0, 0])).toBe(0);
  });

  test('does not mind counts instead of shares', () => {
    expect(jensenShannon([10, 0], [200, 200])).toBeCloseTo(0.46450140402245893, 12);
  });
});

describe('population stability index', () => {
  test('equals the sum written by hand', () => {
    // (0.25 − 0.5) ln(0.25 / 0.5) + (0.75 − 0.5) ln(0.75 / 0.5) = 0.25 ln 3
    expect(psi([50, 50], [10, 30])).toBeCloseTo(0.25 * Math.log(3), 12);
    expect(psi([3, 4, 5], [30, 40, 50])).toBeCloseTo(0, 12);
  });

  test("an empty bin counts as Evidently's 0.0001", () => {
    expect(psi([1, 0], [0.5, 0.5])).toBeCloseTo(
      (0.5 - 1) * Math.log(0.5) + (0.5 - 0.0001) * Math.log(0.5 / 0.0001),
      12,
    );
  });

  test('nothing against something is not a number', () => {
    expect(psi([1, 2], [0, 0])).toBeNaN();
  });
});

describe('Wasserstein distance', () => {
  test("equals the examples of SciPy's wasserstein_distance", () => {
    // scipy.stats.wasserstein_distance documentation; weights written out as repeated values.
    expect(wasserstein([0, 1, 3], [5, 6, 8])).toBeCloseTo(5, 12);
    expect(wasserstein([0, 0, 0, 1], [0, 0, 1, 1])).toBeCloseTo(0.25, 12);
    const repeat = (values: number[], weights: number[]) =>
      values.flatMap((value, i) => new Array<number>(Math.round((weights[i] ?? 0) * 10)).fill(value));
    expect(
      wasserstein(repeat([3.4, 3.9, 7.5, 7.8], [1.4, 0.9, 3.1, 7.2]), repeat([4.5, 1.4], [3.2, 3.5])),
    ).toBeCloseTo(4.0781331438047861, 12);
  });

  test('in deviations of the reference, of which 0.001 is the least', () => {
    expect(normedWasserstein([0, 1, 3], [5, 6, 8], 2)).toBeCloseTo(2.5, 12);
    expect(normedWasserstein([1, 1], [2, 2], 0)).toBeCloseTo(1000, 9);
  });
});

describe('Kolmogorov–Smirnov', () => {
  test('is exact for small samples', () => {
    // Of the C(2n, n) orders of two samples of n, two keep them wholly apart.
    expect(kolmogorovSmirnov([1, 2], [3, 4])).toMatchObject({ statistic: 1 });
    expect(kolmogorovSmirnov([1, 2], [3, 4]).pValue).toBeCloseTo(2 / 6, 12);
    expect(kolmogorovSmirnov([5, 4, 3, 2, 1], [9, 8, 7, 6, 10]).pValue).toBeCloseTo(2 / 252, 12);
    expect(kolmogorovSmirnov([1, 2, 3], [4, 5]).pValue).toBeCloseTo(2 / 10, 12);
  });

  test('the 5 % critical value of two samples of ten is 0.7', () => {
    // Massey 1951: for n = 10, P(D ≥ 7/10) = 0.0123 and P(D ≥ 6/10) = 0.0524.
    const shifted = (by: number) => Array.from({ length: 10 }, (_, i) => i + by);
    const first = shifted(0);
    expect(kolmogorovSmirnov(first, shifted(7 - 0.5)).statistic).toBeCloseTo(0.7, 12);
    expect(kolmogorovSmirnov(first, shifted(7 - 0.5)).pValue).toBeCloseTo(0.0123, 4);
    expect(kolmogorovSmirnov(first, shifted(6 - 0.5)).pValue).toBeCloseTo(0.0524, 4);
  });

  test('the limiting distribution has its 5 % point at 1.3581 and its 1 % point at 1.6276', () => {
    // Smirnov 1948, table.
    expect(kolmogorovTail(1.3581)).toBeCloseTo(0.05, 5);
    expect(kolmogorovTail(1.6276)).toBeCloseTo(0.01, 5);
  });

  test('exact and asymptotic p agree where they meet', () => {
    const even = (n: number, shift: number) => Array.from({ length: n }, (_, i) => i / n + shift);
    const exact = kolmogorovSmirnov(even(1000, 0), even(1000, 0.05));
    const asymptotic = kolmogorovSmirnov(even(1001, 0), even(1001, 0.05));
    expect(Math.abs(exact.pValue - asymptotic.pValue)).toBeLessThan(0.01);
  });

  test('equal samples have p = 1, ties or not', () => {
    expect(kolmogorovSmirnov([1, 1, 2, 2], [1, 1, 2, 2])).toEqual({ statistic: 0, pValue: 1 });
  });
});

test('z-test of proportions equals the example of statsmodels', () => {
  // statsmodels proportions_ztest documentation: count 5 of 83 against 12 of 99 gives −1.4078, 0.1592.
  const { statistic, pValue } = compareProportions({ count: 5, rows: 83 }, { count: 12, rows: 99 });
  expect(statistic).toBeCloseTo(-1.4078304151258787, 10);
  expect(pValue).toBeCloseTo(0.15918129181156992, 10);
});

test('false discovery control rejects the four hypotheses of the founding paper', () => {
  // Benjamini and Hochberg 1995, §4.1: fifteen p-values of a heart study, four rejected at 0.05.
  const pValues = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
    0.759, 1,
  ];
  const adjusted = adjustPValues([...pValues].reverse()).reverse();
  expect(adjusted.filter((pValue) => pValue <= 0.05)).toHaveLength(4);
  expect(adjusted[3]).toBeCloseTo((0.0095 * 15) / 4, 12);
  expect(adjustPValues([0.01, Number.NaN])).toEqual([0.01, Number.NaN]);
});

describe('quantiles and bins', () => {
  test("equal NumPy's", () => {
    // numpy.quantile([1, 2, 3, 4], 0.25) = 1.75; numpy.histogram_bin_edges(range(8), 'sturges') has 4 bins.
    expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75);
    expect(sturgesEdges([0, 1, 2, 3, 4, 5, 6, 7])).toEqual([0, 1.75, 3.5, 5.25, 7]);
    expect(histogramCounts([0, 1, 2, 3, 4, 5, 6, 7], [0, 1.75, 3.5, 5.25, 7])).toEqual([2, 2, 2, 2]);
    expect(histogramCounts([-1, Number.NaN, 8], [0, 1.75, 3.5, 5.25, 7])).toEqual([0, 0, 0, 0]);
    expect(sturgesEdges([3, 3])).toEqual([2.5, 3.5]);
  });

  test('a sample keeps the ends', () => {
    const sample = quantileSample(
      Array.from({ length: 10_001 }, (_, i) => 10_000 - i),
      11,
    );
    expect([...sample]).toEqual([0, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10_000]);
  });
});
