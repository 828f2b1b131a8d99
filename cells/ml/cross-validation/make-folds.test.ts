import { describe, expect, it } from 'vitest';
import type { Column, Columns } from '../model';
import { type FoldOptions, foldOptions } from './fold-options';
import { makeFolds } from './make-folds';

const number = (name: string, values: readonly number[]): Column => ({
  name,
  type: 'number',
  values: Float64Array.from(values),
});
const text = (name: string, values: readonly (string | null)[]): Column => ({ name, type: 'string', values });
const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const table = (n: number, ...columns: Column[]): Columns => ({ numRows: n, columns });
const deal = (
  columns: Columns,
  folds: unknown,
  actual: Float64Array | readonly string[] = new Float64Array(0),
  seed = 1,
) => makeFolds(columns, actual, { folds: foldOptions.parse(folds) as FoldOptions, seed });
const all = (rows: Iterable<number>) => [...rows].sort((a, b) => a - b);

describe('folds', () => {
  it.each([
    [{ kind: 'k-fold', k: 4 }, 1],
    [{ kind: 'repeated', k: 4, repeats: 3 }, 3],
    [{ kind: 'stratified', k: 4, repeats: 2 }, 2],
    [{ kind: 'group', k: 4, column: 'g' }, 1],
  ])('of %j test every row once in each repeat, and train on the others', (options, repeats) => {
    const labels = range(103).map((i) => `c${i % 3}`);
    const groups = text(
      'g',
      range(103).map((i) => `g${i % 17}`),
    );
    const folds = deal(table(103, groups), options, labels);
    expect(folds).toHaveLength(4 * repeats);
    for (let repeat = 1; repeat <= repeats; repeat++)
      expect(all(folds.filter((one) => one.repeat === repeat).flatMap(({ test }) => [...test]))).toEqual(
        range(103),
      );
    for (const { train, test } of folds) expect(all([...train, ...test])).toEqual(range(103));
    const again = deal(table(103, groups), options, labels);
    expect(again).toEqual(folds);
    expect(deal(table(103, groups), options, labels, 2)).not.toEqual(folds);
  });

  // sklearn.model_selection.KFold(4).split(range(10)): the first n mod k folds are larger by one.
  it('are as large as scikit-learn’s', () => {
    expect(deal(table(10), { kind: 'k-fold', k: 4 }).map(({ test }) => test.length)).toEqual([3, 3, 2, 2]);
  });

  // StratifiedKFold(3) on ['a'] * 7 + ['b'] * 5 + ['c'] * 2: classes by fold.
  it('hold as many of each class as scikit-learn’s', () => {
    const labels = [...'aaaaaaabbbbbcc'];
    const counts = deal(table(14), { kind: 'stratified', k: 3 }, labels).map(({ test }) =>
      ['a', 'b', 'c'].map((label) => [...test].filter((row) => labels[row] === label).length),
    );
    expect(counts).toEqual([
      [3, 1, 1],
      [2, 2, 1],
      [2, 2, 0],
    ]);
  });

  // GroupKFold(3) on groups of 10, 6, 5, 4, 3 and 2 rows.
  it('of groups are as even as scikit-learn’s, and keep groups whole', () => {
    const labels = [10, 6, 5, 4, 3, 2].flatMap((size, group) => new Array<string>(size).fill(`g${group}`));
    const folds = deal(table(30, text('g', labels)), { kind: 'group', k: 3, column: 'g' });
    expect(folds.map(({ test }) => test.length).sort()).toEqual([10, 11, 9]);
    for (const { train, test } of folds) {
      const trained = new Set([...train].map((row) => labels[row]));
      expect([...test].filter((row) => trained.has(labels[row]))).toEqual([]);
    }
  });
});

describe('a time series', () => {
  const boundaries = (n: number, options: object, values = range(n)) =>
    deal(table(n, number('t', values)), { kind: 'time-series', column: 't', ...options }).map(
      ({ train, test }) => [train[0], train.at(-1), test[0], test.at(-1)],
    );

  // TimeSeriesSplit(n_splits=…, gap=…, test_size=…, max_train_size=…).split(range(n)): first and last row of each part.
  it.each([
    [
      12,
      { k: 3 },
      [
        [0, 2, 3, 5],
        [0, 5, 6, 8],
        [0, 8, 9, 11],
      ],
    ],
    [
      14,
      { k: 3 },
      [
        [0, 4, 5, 7],
        [0, 7, 8, 10],
        [0, 10, 11, 13],
      ],
    ],
    [
      14,
      { k: 3, gap: 2 },
      [
        [0, 2, 5, 7],
        [0, 5, 8, 10],
        [0, 8, 11, 13],
      ],
    ],
    [
      20,
      { k: 2, testRows: 4, gap: 1, trainRows: 6 },
      [
        [5, 10, 12, 15],
        [9, 14, 16, 19],
      ],
    ],
  ])('of %i rows with %j has scikit-learn’s boundaries', (n, options, expected) => {
    expect(boundaries(n, options)).toEqual(expected);
  });

  it('never trains on a moment that it tests, nor on a later one', () => {
    const values = range(60).map((i) => Math.floor(i / 7));
    for (const { train, test } of deal(table(60, number('t', values)), {
      kind: 'time-series',
      k: 4,
      column: 't',
    }))
      expect(Math.max(...[...train].map((row) => values[row] ?? 0))).toBeLessThan(
        Math.min(...[...test].map((row) => values[row] ?? 0)),
      );
  });

  it('leaves rows without a time out', () => {
    const folds = deal(table(13, number('t', [Number.NaN, ...range(12)])), {
      kind: 'time-series',
      k: 3,
      column: 't',
    });
    expect(folds.flatMap(({ train, test }) => [...train, ...test])).not.toContain(0);
    expect([...(folds[0]?.test ?? [])]).toEqual([4, 5, 6]);
  });
});

describe('rows that cannot be dealt out', () => {
  it.each([
    [table(3), { kind: 'k-fold' }, /3 rows cannot be dealt out to 5 folds/],
    [table(9), { kind: 'stratified' }, /Stratified folds need classes/],
    [table(9), { kind: 'group', column: 'g' }, /There is no column “g”/],
    [
      table(9, text('g', [...'aaabbbccc'])),
      { kind: 'group', column: 'g' },
      /has 3 groups, too few for 5 folds. Choose 3 at most/,
    ],
    [table(9, text('g', [...'aaabbbccc'])), { kind: 'time-series', column: 'g' }, /it holds string values/],
    [table(9, number('t', new Array(9).fill(1))), { kind: 'time-series', column: 't' }, /too few moments/],
    [table(9, number('t', range(9))), { kind: 'time-series', column: 't', gap: 8 }, /with a gap of 8/],
  ])('are refused in words (%#)', (columns, options, message) => {
    expect(() => deal(columns, options)).toThrow(message);
  });
});
