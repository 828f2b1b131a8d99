import { describe, expect, it } from 'vitest';
import type { Column } from './model';
import { createRandom } from './random';
import { splitByGroup, splitByTime, splitRandomly, splitStratified } from './split';

const time = (values: number[], type: 'date' | 'number' = 'number'): Column => ({
  name: 'when',
  type,
  values: Float64Array.from(values),
});
const day = (text: string) => Date.parse(text);

describe('random numbers', () => {
  it('are those of sfc32, computed here with whole numbers of any size', () => {
    let [a, b, c, counter] = [0x9e3779b9n, 0x243f6a88n, 42n, 1n];
    const mask = 0xffffffffn;
    const next = () => {
      const t = (a + b + counter) & mask;
      counter = (counter + 1n) & mask;
      a = b ^ (b >> 9n);
      b = (c + (c << 3n)) & mask;
      c = (((c << 21n) | (c >> 11n)) + t) & mask;
      return Number(t) / 2 ** 32;
    };
    for (let i = 0; i < 15; i++) next();
    const random = createRandom(42);
    for (let i = 0; i < 100; i++) expect(random()).toBe(next());
  });
});

describe('a split', () => {
  it('puts every row in one part, the same rows for the same seed', () => {
    const split = splitRandomly(100, 0.2, 7);
    expect(split.test).toHaveLength(20);
    expect([...split.train, ...split.test].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => i),
    );
    expect(splitRandomly(100, 0.2, 7)).toEqual(split);
    expect(splitRandomly(100, 0.2, 8)).not.toEqual(split);
  });

  it('keeps the shares of the classes when stratified, and both parts have each', () => {
    const classes = Array.from({ length: 100 }, (_, i) => (i < 90 ? 'common' : 'rare'));
    const { train, test } = splitStratified(classes, 0.2, 1);
    const rare = (rows: Uint32Array) => rows.filter((row) => classes[row] === 'rare').length;
    expect([rare(train), rare(test), test.length]).toEqual([8, 2, 20]);
    expect(splitStratified(['a', 'b', 'b'], 0.2, 1)).toMatchObject({
      train: expect.objectContaining({ length: 2 }),
    });
  });

  it('tests on the later rows, those of one moment together', () => {
    const { train, test, dropped } = splitByTime(time([3, 1, 2, 2, Number.NaN, 4]), { testShare: 0.6 });
    expect([...train]).toEqual([1]);
    expect([...test]).toEqual([2, 3, 0, 5]);
    expect(dropped).toBe(1);
  });

  it('tests from a date on', () => {
    const dates = time([day('2011-12-31T23:00Z'), day('2012-01-01'), day('2011-05-05')], 'date');
    const { train, test } = splitByTime(dates, { boundary: '2012-01-01', testShare: 0.2 });
    expect([...train]).toEqual([2, 0]);
    expect([...test]).toEqual([1]);
  });

  it.each([
    [
      time([day('2011-01-01'), day('2011-06-01')], 'date'),
      '2013-01-01',
      /no rows to test with. It runs from 2011-01-01 to 2011-06-01/,
    ],
    [time([1, 2]), 0, /no rows to train on/],
    [time([day('2011-01-01'), day('2011-06-01')], 'date'), 'soon', /“soon” is not a date such as 2012-01-31/],
    [
      { name: 'colour', type: 'string', values: ['red'] } as Column,
      1,
      /“colour” cannot order rows by time: it holds string values/,
    ],
  ])('says what is wrong with a boundary', (column, boundary, message) => {
    expect(() => splitByTime(column, { boundary, testShare: 0.2 })).toThrow(message);
  });
});

describe('a split by group', () => {
  const group = (labels: readonly (string | null)[]): Column => ({
    name: 'customer',
    type: 'string',
    values: labels,
  });
  const labels = Array.from({ length: 300 }, (_, row) => `c${(row * 7) % 23}`);

  it('keeps every group whole, near to the share, and the same for a seed', () => {
    const { train, test, dropped } = splitByGroup(group(labels), 0.2, 1);
    const of = (rows: Uint32Array) => new Set(Array.from(rows, (row) => labels[row]));
    expect([...of(train)].filter((label) => of(test).has(label))).toEqual([]);
    expect([...train, ...test].sort((a, b) => a - b)).toEqual(labels.map((_, row) => row));
    expect(Math.abs(test.length - 60)).toBeLessThanOrEqual(7);
    expect(dropped).toBe(0);
    expect(splitByGroup(group(labels), 0.2, 1).test).toEqual(test);
    expect(splitByGroup(group(labels), 0.2, 2).test).not.toEqual(test);
  });

  it('leaves a group to train on where one of two is nearly all', () => {
    const two = [...new Array<string>(90).fill('a'), ...new Array<string>(10).fill('b'), null];
    for (const seed of [1, 2, 3, 4]) {
      const { train, test, dropped } = splitByGroup(group(two), 0.9, seed);
      expect(Math.min(train.length, test.length)).toBeGreaterThan(0);
      expect(dropped).toBe(1);
    }
  });

  it('says what is wrong with a column of groups', () => {
    expect(() => splitByGroup(group(['a', 'a']), 0.2, 1)).toThrow(
      /“customer” cannot part the rows: it has one group only/,
    );
    expect(() => splitByGroup(group([null]), 0.2, 1)).toThrow(/it has no values/);
  });
});
