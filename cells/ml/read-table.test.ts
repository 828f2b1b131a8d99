import { tableFromArrays } from '@uwdata/flechette';
import * as arrow from 'apache-arrow';
import * as aq from 'arquero';
import { describe, expect, it } from 'vitest';
import { readTable, textAt } from './read-table';

const moment = new Date('2012-01-31T09:00:00Z');
const expected = {
  numRows: 3,
  columns: [
    { name: 'count', type: 'number', values: Float64Array.of(1, Number.NaN, 3) },
    { name: 'sky', type: 'string', values: ['clear', null, 'rain'] },
    { name: 'holiday', type: 'boolean', values: Float64Array.of(1, 0, Number.NaN) },
    { name: 'when', type: 'date', values: Float64Array.of(moment.getTime(), Number.NaN, 0) },
  ],
};
const arrays = {
  count: [1, null, 3],
  sky: ['clear', null, 'rain'],
  holiday: [true, false, null],
  when: [moment, null, new Date(0)],
};
const rows = arrays.count.map((_, i) => ({
  count: arrays.count[i],
  sky: arrays.sky[i],
  holiday: arrays.holiday[i],
  when: arrays.when[i],
}));

describe('a table', () => {
  it.each([
    ['a flechette table', () => tableFromArrays(arrays)],
    [
      'an Apache Arrow table',
      () =>
        new arrow.Table(
          Object.fromEntries(
            Object.entries(arrays).map(([name, values]) => [name, arrow.vectorFromArray(values as never)]),
          ),
        ),
    ],
    ['an Arquero table', () => aq.table(arrays)],
    ['an array of rows', () => rows],
    ['an object of arrays', () => arrays],
    ['columns', () => expected],
  ])('is read from %s', (_, make) => {
    expect(readTable(make())).toEqual({ columns: expected, skipped: [] });
  });

  it('reads text of ISO dates in plain rows as dates in UTC, and leaves other text', () => {
    const { columns } = readTable([{ day: '2012-01-31', hour: '2012-01-31 09:00', zip: '02134' }]);
    expect(columns.columns.map(({ type }) => type)).toEqual(['date', 'date', 'string']);
    expect(columns.columns[1]?.values[0]).toBe(moment.getTime());
  });

  it('reads whole numbers of 64 bits', () => {
    expect(readTable([{ n: 5n }]).columns.columns[0]).toEqual({
      name: 'n',
      type: 'number',
      values: Float64Array.of(5),
    });
  });

  it('leaves out what no learner takes, and says so', () => {
    expect(
      readTable([
        { a: 1, tags: ['x'], mixed: 1 },
        { a: 2, tags: [], mixed: 'one' },
      ]),
    ).toMatchObject({
      columns: { columns: [{ name: 'a' }] },
      skipped: [{ name: 'tags' }, { name: 'mixed' }],
    });
  });

  it.each([
    [42, /a number/],
    [null, /null/],
    [{}, /another kind/],
    [[1, 2], /Row 1 is not an object/],
    [{ a: [1], b: [1, 2] }, /“b” has 2 values/],
  ])('is not read from %j', (data, message) => {
    expect(() => readTable(data)).toThrow(message);
  });

  it('writes values as text', () => {
    const [count, sky, holiday, when] = readTable(rows).columns.columns;
    if (!count || !sky || !holiday || !when) throw new Error('four columns');
    expect([textAt(count, 0), textAt(count, 1), textAt(sky, 2), textAt(holiday, 1), textAt(when, 0)]).toEqual(
      ['1', null, 'rain', 'false', moment.toISOString()],
    );
  });
});
