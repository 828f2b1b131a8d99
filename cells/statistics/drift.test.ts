import { describe, expect, test } from 'vitest';
import {
  type ColumnProfile,
  driftOf,
  driftOfColumns,
  judgeDrift,
  quantileSample,
  shiftOfMean,
  sturgesEdges,
} from '.';
import { histogramCounts } from './histogram';

/** A column of evenly spread values, without chance: the same numbers on every run. */
const even = (rows: number, from: number, to: number) =>
  Array.from({ length: rows }, (_, i) => from + ((to - from) * (i + 0.5)) / rows);

function numberProfile(name: string, values: readonly number[], missing = 0): ColumnProfile {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const edges = sturgesEdges(values);
  return {
    name,
    type: 'number',
    count: values.length,
    missing,
    mean,
    standardDeviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length),
    minimum: Math.min(...values),
    maximum: Math.max(...values),
    distinct: new Set(values).size,
    histogram: { edges, counts: histogramCounts(values, edges) },
    sample: [...quantileSample(values, 1000)],
  };
}

const stringProfile = (name: string, counts: Record<string, number>, other = 0): ColumnProfile => ({
  name,
  type: 'string',
  count: Object.values(counts).reduce((sum, count) => sum + count, other),
  missing: 0,
  distinct: Object.keys(counts).length,
  frequencies: Object.entries(counts).map(([value, count]) => ({ value, count })),
  other,
});

const repeat = (counts: Record<string, number>) =>
  Object.entries(counts).flatMap(([value, count]) => new Array<string>(count).fill(value));

describe("the method is Evidently's for the size and the values", () => {
  test.each([
    [
      'numbers, small reference',
      numberProfile('x', even(500, 0, 1)),
      even(100, 0, 1),
      'kolmogorovSmirnov',
      0.05,
    ],
    ['numbers, large reference', numberProfile('x', even(5000, 0, 1)), even(100, 0, 1), 'wasserstein', 0.1],
    [
      'four values, small',
      numberProfile('x', even(400, 0, 4).map(Math.floor)),
      [0, 1, 2, 3],
      'chiSquare',
      0.05,
    ],
    [
      'four values, large',
      numberProfile('x', even(4000, 0, 4).map(Math.floor)),
      [0, 1, 2, 3],
      'jensenShannon',
      0.1,
    ],
    ['two values, small', numberProfile('x', even(400, 0, 2).map(Math.floor)), [0, 1], 'zTest', 0.05],
    ['categories, small', stringProfile('x', { a: 3, b: 4, c: 5 }), ['a', 'b'], 'chiSquare', 0.05],
    ['categories, large', stringProfile('x', { a: 3000, b: 4, c: 5 }), ['a', 'b'], 'jensenShannon', 0.1],
    ['two categories, small', stringProfile('x', { a: 30, b: 4 }), ['a', 'b'], 'zTest', 0.05],
  ])('%s', (_, profile, values, method, threshold) => {
    expect(driftOf(profile, values)).toMatchObject({ method, threshold });
  });
});

test('a table has drifted when more than a share of its columns have, by Evidently when half of them have', () => {
  const profiles = ['a', 'b'].map((name) => numberProfile(name, even(5000, 0, 1)));
  const drifts = driftOfColumns(profiles, { a: even(3000, 0.5, 1.5), b: even(3000, 0, 1) });
  expect(judgeDrift(drifts, { by: 'evidently' })).toMatchObject({ share: 0.5, isDrift: true });
  expect(judgeDrift(drifts, { by: 'cellar', share: 0.5 })).toMatchObject({ share: 0.5, isDrift: false });
  expect(judgeDrift(drifts).isDrift).toBe(true);
  for (const by of ['cellar', 'evidently'] as const)
    expect(judgeDrift([], { by })).toEqual({ drifted: [], share: 0, isDrift: false });
});

describe('numbers', () => {
  const profile = numberProfile('temp', even(8000, 0, 1), 800);

  test('the same spread is stable', () => {
    const [drift] = driftOfColumns([profile], { temp: even(3000, 0, 1) });
    expect(drift).toMatchObject({ verdict: 'stable', drifted: false, missing: 0 });
    expect(drift?.psi).toBeLessThan(0.01);
    expect(drift?.referenceMissing).toBeCloseTo(800 / 8800, 12);
  });

  test('a shift by half a range is drift, with its size in deviations', () => {
    const [drift] = driftOfColumns([profile], { temp: even(3000, 0.5, 1.5) });
    // A uniform column on 0..1 has a deviation of 1/√12; moved by 0.5 that is √3 of them.
    expect(drift?.verdict).toBe('drift');
    expect(drift?.effect.value).toBeCloseTo(Math.sqrt(3), 2);
    expect(drift?.wasserstein).toBeCloseTo(Math.sqrt(3), 2);
    expect(drift?.kolmogorovSmirnov).toBeCloseTo(0.5, 2);
  });

  test('few rows say nothing, however far away', () => {
    expect(driftOfColumns([profile], { temp: [50, 51, 52] })[0]?.verdict).toBe('too few rows');
    expect(driftOfColumns([profile], { temp: [] })[0]).toMatchObject({ verdict: 'too few rows', rows: 0 });
  });

  test('a distance that chance explains is not called drift', () => {
    // 40 rows of which the mean is off by a tenth of a deviation and more: large enough a distance, far from significant.
    const [drift] = driftOfColumns([profile], { temp: even(40, 0, 0.9) });
    expect(drift).toMatchObject({ drifted: true, verdict: 'stable' });
    expect(drift?.pAdjusted).toBeGreaterThan(0.05);
  });

  test('a significant but tiny difference is not called drift either', () => {
    const [drift] = driftOfColumns([profile], { temp: even(200_000, 0.01, 1.01) });
    expect(drift).toMatchObject({ drifted: false, verdict: 'stable' });
  });

  test('a verdict does not flip because the sample grew, of a small reference either', () => {
    // Most values between 0 and 1, some far off: moving the most by a tenth is little in deviations.
    const spread = (rows: number, by: number) => [
      ...even(0.95 * rows, by, 1 + by),
      ...even(0.05 * rows, -10, 10),
    ];
    const small = numberProfile('temp', spread(800, 0));
    const drifts = [200, 2000, 40_000].map((rows) => driftOfColumns([small], { temp: spread(rows, 0.1) })[0]);
    // The test alone gives way as rows are added; the distance stays what it is.
    expect(drifts.map((drift) => drift?.drifted)).toEqual([false, true, true]);
    for (const drift of drifts) {
      expect(drift).toMatchObject({ verdict: 'stable', method: 'kolmogorovSmirnov' });
      expect(drift?.distance.value).toBeLessThan(0.1);
    }
    const [few, , many] = drifts.map((drift) => drift?.distance);
    expect((many?.high ?? 0) - (many?.low ?? 0)).toBeLessThan((few?.high ?? 0) - (few?.low ?? 0));
  });

  test('nulls, NaN and infinities are missing; dates, booleans and bigints are numbers', () => {
    const drift = driftOf(profile, [
      null,
      undefined,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      new Date(0),
      true,
      1n,
    ]);
    expect(drift.rows).toBe(3);
    expect(drift.missing).toBeCloseTo(4 / 7, 12);
  });
});

describe('categories', () => {
  test('name the value whose share moved most', () => {
    const profile = stringProfile('weather', { clear: 6000, mist: 3000, rain: 1000 });
    const [drift] = driftOfColumns([profile], { weather: repeat({ clear: 400, mist: 400, rain: 200 }) });
    expect(drift?.verdict).toBe('drift');
    expect(drift?.effect).toMatchObject({ unit: 'share', of: 'clear' });
    expect(drift?.effect.value).toBeCloseTo(-0.2, 12);
  });

  test('values beyond the kept ones are compared as one', () => {
    const profile = stringProfile('city', { rome: 600, oslo: 400 }, 1000);
    const drift = driftOf(profile, repeat({ rome: 60, oslo: 40, x: 50, y: 50 }));
    expect(drift.histogram.labels).toEqual(['rome', 'oslo', '(other values)']);
    expect(drift.jensenShannon).toBeCloseTo(0, 12);
  });
});

test('many columns are corrected together and the most drifted stand first', () => {
  const names = ['a', 'b', 'c'];
  const profiles = names.map((name) => numberProfile(name, even(500, 0, 1)));
  const drifts = driftOfColumns(profiles, {
    a: even(200, 0, 1),
    b: even(200, 0, 1.15),
    c: even(200, 1, 2),
  });
  expect(drifts.map((drift) => drift.column)).toEqual(['c', 'b', 'a']);
  for (const drift of drifts) expect(drift.pAdjusted).toBeGreaterThanOrEqual(drift.pValue);
  expect(driftOfColumns(profiles, {})).toEqual([]);
});

test("the interval of Glass's delta has the large-sample width", () => {
  const effect = shiftOfMean({ mean: 10, deviation: 2, rows: 100 }, { mean: 11, rows: 50 });
  expect(effect.value).toBe(0.5);
  const error = Math.sqrt(1 / 100 + 1 / 50 + 0.25 / 300);
  expect(effect.high - effect.value).toBeCloseTo(1.959963984540054 * error, 12);
});
