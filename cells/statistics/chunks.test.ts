import { describe, expect, test } from 'vitest';
import reference from '@/tests/fixtures/nannyml-reference.json';
import { chunkPeriods, chunkRows, findThresholds, isOutside } from '.';

describe('chunks', () => {
  const shape = (chunks: ReturnType<typeof chunkRows>) =>
    chunks.map(({ key, rows }) => ({ key, rows: rows.length }));

  test.each(['keep', 'append', 'drop'] as const)(
    "of a size and of a number equal NannyML's: %s",
    (incomplete) => {
      expect(shape(chunkRows(100, { by: 'size', size: 30, incomplete }))).toEqual(
        reference.sizes[incomplete],
      );
      expect(shape(chunkRows(104, { by: 'count', count: 10, incomplete }))).toEqual(
        reference.counts[incomplete],
      );
    },
  );

  test.each(chunkPeriods)("by %s equal NannyML's", (period) => {
    const times = reference.times.map((time) => new Date(time));
    const chunks = chunkRows(times.length, { by: 'period', period }, times);
    expect(chunks.map(({ key, rows }) => ({ key, rows: [...rows] }))).toEqual(reference.periods[period]);
    for (const { rows, from = Number.NaN, to = Number.NaN } of chunks)
      for (const row of rows) {
        expect(times[row]?.getTime()).toBeGreaterThanOrEqual(from);
        expect(times[row]?.getTime()).toBeLessThan(to);
      }
  });

  test('with times are of rows in their order, without those that have none', () => {
    const chunks = chunkRows(5, { by: 'size', size: 2 }, [30, null, 10, 20, Number.NaN]);
    expect(chunks.map(({ rows, from, to }) => [[...rows], from, to])).toEqual([
      [[2, 3], 10, 20],
      [[0], 30, 30],
    ]);
  });

  test('fewer rows than one chunk are one that is incomplete, or none', () => {
    expect(shape(chunkRows(3, { by: 'size', size: 5 }))).toEqual([{ key: '[0:2]', rows: 3 }]);
    expect(shape(chunkRows(3, { by: 'size', size: 5, incomplete: 'append' }))).toHaveLength(1);
    expect(chunkRows(3, { by: 'size', size: 5, incomplete: 'drop' })).toEqual([]);
    expect(chunkRows(0)).toEqual([]);
  });

  test('are refused in words where they cannot be', () => {
    expect(() => chunkRows(3)).toThrow('3 rows cannot be parted into 10 chunks');
    expect(() => chunkRows(3, { by: 'size', size: 0 })).toThrow('whole number above 0');
    expect(() => chunkRows(3, { by: 'period', period: 'day' })).toThrow('need the rows’ times');
    expect(() => chunkRows(3, { by: 'size', size: 1 }, [1])).toThrow('3 rows, and 1 times');
  });
});

describe('thresholds', () => {
  const figures = reference.figures.map((figure) => figure ?? Number.NaN);

  test("from the reference's chunks equal NannyML's", () => {
    const { lower, upper } = findThresholds(figures);
    const [expectedLower = 0, expectedUpper = 0] = reference.thresholds.three;
    expect(lower).toBeCloseTo(expectedLower, 14);
    expect(upper).toBeCloseTo(expectedUpper, 14);
    expect(findThresholds(figures, { kind: 'deviations' }, { lower: 0, upper: 0.2 })).toEqual({
      lower: reference.thresholds.clipped[0],
      upper: reference.thresholds.clipped[1],
    });
    const onlyUpper = findThresholds(figures, { kind: 'deviations', lower: null, upper: 2 });
    expect(onlyUpper.lower).toBeUndefined();
    expect(onlyUpper.upper).toBeCloseTo(reference.thresholds.upper[1] ?? 0, 14);
  });

  test('let through what lies on them', () => {
    const thresholds = findThresholds([], { kind: 'constant', lower: 0.1, upper: 0.3 });
    expect([0.05, 0.1, 0.2, 0.3, 0.35, Number.NaN].map((value) => isOutside(value, thresholds))).toEqual([
      true,
      false,
      false,
      false,
      true,
      false,
    ]);
    expect(isOutside(-1e9, findThresholds([], { kind: 'constant', upper: 1 }))).toBe(false);
  });

  test('are refused in words where they cannot be', () => {
    expect(() => findThresholds([Number.NaN])).toThrow('a chunk with a figure');
    expect(() => findThresholds([], { kind: 'constant', lower: 2, upper: 1 })).toThrow('above the upper');
    expect(() => findThresholds([1], { kind: 'deviations', lower: -1 })).toThrow('not negative');
  });
});
