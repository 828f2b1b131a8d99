import { describe, expect, it } from 'vitest';
import { readExampleData, without } from './example-data.fixture';
import { findLeaks, noteLeaks, sayLeak } from './find-leaks';
import type { Columns } from './model';
import { readTrainingRows } from './prepare-training';
import { rangeOf } from './random';
import { readTable } from './read-table';
import { parseTrainOptions } from './train-options';

function leaksOf(data: unknown, target: string) {
  const { take, task, classes, table } = readTrainingRows(readTable(data), parseTrainOptions({ target }));
  return findLeaks(take(rangeOf(table.numRows)), { task, classes, seed: 1 });
}

describe('leaking columns', () => {
  it('the part of the rides that makes nearly all of them is found, and nothing else', () => {
    const [leak, ...others] = leaksOf(readExampleData('bike-sharing-hour'), 'cnt');
    expect(others).toEqual([]);
    expect(leak).toMatchObject({ column: 'registered', measure: 'R²' });
    expect(leak && sayLeak(leak, 'cnt')).toMatch(
      /“registered” alone foretells “cnt” almost entirely \(R² 0\.9\d\d on rows held out\)/,
    );
  });

  it('houses, penguins and rides without their parts have none', () => {
    expect(leaksOf(readExampleData('california-housing'), 'median_house_value')).toEqual([]);
    expect(leaksOf(readExampleData('penguins'), 'species')).toEqual([]);
    expect(leaksOf(without(readExampleData('bike-sharing-hour'), 'casual', 'registered'), 'cnt')).toEqual([]);
  });

  it('a column that orders the target, one that determines its classes, and one that is present with it only are found', () => {
    const rows = Array.from({ length: 400 }, (_, i) => ({
      x: (i * 37) % 101,
      late: (i * 7) % 5 === 0,
      paid: (i * 7) % 5 === 0 ? new Date(Date.UTC(2020, 0, 1 + i)) : null,
      kind: `k${i % 3}`,
      code: `${i % 3}-${i % 6}`,
      amount: ((i * 53) % 400) + 0.5,
      rank: -1000 * (((i * 53) % 400) + 0.5) ** 3,
    }));
    const names = (data: unknown, target: string) => leaksOf(data, target).map(({ column }) => column);
    expect(names(rows, 'late')).toEqual(['paid']);
    expect(names(rows, 'kind')).toEqual(['code']);
    expect(names(rows, 'amount')).toEqual(['rank']);
  });

  it('more than ten are counted', () => {
    const leaks = Array.from({ length: 13 }, (_, i) => ({
      column: `c${i}`,
      measure: 'R²' as const,
      figure: 1,
    }));
    expect(noteLeaks(leaks, 'y')).toHaveLength(11);
    expect(noteLeaks(leaks, 'y').at(-1)).toBe('So do 3 more columns.');
  });

  it('few rows, and a class that is nearly all, raise no alarm', () => {
    expect(
      leaksOf(
        Array.from({ length: 30 }, (_, i) => ({ x: i, y: 2 * i + 0.5 })),
        'y',
      ),
    ).toEqual([]);
    const rare: Columns = readTable(
      Array.from({ length: 600 }, (_, i) => ({
        x: i % 7,
        y: i % 200 === 0 ? 'b' : i % 200 === 1 ? 'c' : 'a',
      })),
    ).columns;
    expect(leaksOf(rare, 'y')).toEqual([]);
  });
});
