import { Type } from '@uwdata/flechette';
import { describe, expect, it } from 'vitest';
import { isRows, tableOfRows } from './rows-table';

describe('an array of objects', () => {
  it('is a table when every one is plain and holds data', () => {
    expect(isRows([{ a: 1 }, { a: null, b: [1] }])).toBe(true);
    expect(isRows(Object.assign([{ a: '1' }], { columns: ['a'] }))).toBe(true);
    expect(isRows([Object.assign(Object.create(null), { a: 1 })])).toBe(true);
  });

  it('is none when it is empty, mixed, or holds what is no data', () => {
    expect(isRows([])).toBe(false);
    expect(isRows([{}, {}])).toBe(false);
    expect(isRows([{ a: 1 }, 2])).toBe(false);
    expect(isRows([{ a: 1 }, null])).toBe(false);
    expect(isRows([[1, 2]])).toBe(false);
    expect(isRows(new Array(3))).toBe(false);
    expect(isRows([new Map([['a', 1]])])).toBe(false);
    expect(isRows([{ a: () => 1 }])).toBe(false);
    expect(isRows([{ a: new (class Point {})() }])).toBe(false);
    expect(isRows({ a: [1] })).toBe(false);
  });
});

it('keeps types, the order of names and what is missing', () => {
  const { table, rows, columns } = tableOfRows([
    { n: 1, day: new Date(Date.UTC(2020, 0, 1)), ok: true },
    { n: 2, text: 'b', big: 2n ** 60n },
  ]);
  expect([rows, columns]).toEqual([2, 5]);
  expect(table.names).toEqual(['n', 'day', 'ok', 'text', 'big']);
  expect(table.schema.fields.map(({ type }) => type.typeId)).toEqual([
    Type.Int,
    Type.Timestamp,
    Type.Bool,
    Type.Utf8,
    Type.Int,
  ]);
  expect([...table.getChild('text')]).toEqual([null, 'b']);
  expect(table.getChild('day').at(0)).toEqual(new Date(Date.UTC(2020, 0, 1)));
});

it('writes lists and objects of any form as text, and keeps bytes', () => {
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  const { table } = tableOfRows([
    { mixed: { a: 1 }, bytes: new Uint8Array([137, 80]), numbers: new Float64Array([1, 2]) },
    { mixed: ['x', 2n], bytes: null, numbers: undefined },
    { mixed: loop, bytes: undefined, numbers: null },
  ]);
  expect([...table.getChild('mixed')]).toEqual(['{"a":1}', '["x","2"]', '(an object that holds itself)']);
  expect([...table.getChild('numbers')]).toEqual(['[1,2]', null, null]);
  expect(table.getChild('bytes').at(0)).toEqual(new Uint8Array([137, 80]));
  expect(table.getChild('bytes').at(1)).toBeNull();
});

it('writes dates that are none and integers that are too long as text', () => {
  const { table } = tableOfRows([
    { at: new Date(Number.NaN), big: 2n ** 70n },
    { at: new Date(0), big: 1n },
  ]);
  expect([...table.getChild('at')]).toEqual(['invalid date', '1970-01-01T00:00:00.000Z']);
  expect([...table.getChild('big')]).toEqual(['1180591620717411303424', '1']);
});

it('takes over the first rows and columns of what is too large, and says how much there is', () => {
  const wide = Array.from({ length: 50 }, () =>
    Object.fromEntries(Array.from('abcdefghij', (k, i) => [k, i])),
  );
  const cut = tableOfRows(wide, { values: 100, columns: 5 });
  expect([cut.table.numRows, cut.table.numCols, cut.rows, cut.columns]).toEqual([20, 5, 50, 10]);
  // Names that come up late make the table wider, and shorter by that.
  const ragged = Array.from({ length: 1000 }, (_, i) => ({ a: 1, ...(i > 300 && { [`b${i % 3}`]: i }) }));
  expect(tableOfRows(ragged, { values: 1000 }).table.numRows).toBe(250);
});
