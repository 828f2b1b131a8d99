import { tableFromArrays, tableFromIPC, tableToIPC } from '@uwdata/flechette';
import { expect, test } from 'vitest';
import { isSameTable } from './same-table';
import { toArrow } from './to-arrow';

const make = (changes: Record<string, unknown[]> = {}) =>
  toArrow({
    n: [1.5, Number.NaN, null, 4],
    word: ['a', 'bc', '', null],
    day: [new Date(0), new Date(86_400_000), null, new Date(5)],
    list: [[1], [], [2, 3], null],
    ...changes,
  });

test('a table made again is the same, a changed one is another', () => {
  expect(isSameTable(make(), make())).toBe(true);
  expect(isSameTable(make(), make({ n: [1.5, Number.NaN, null, 5] }))).toBe(false);
  expect(isSameTable(make(), make({ n: [1.5, Number.NaN, 0, 4] }))).toBe(false);
  expect(isSameTable(make(), make({ word: ['a', 'bd', '', null] }))).toBe(false);
  expect(isSameTable(make(), make({ list: [[1], [], [2, 4], null] }))).toBe(false);
  expect(isSameTable(make(), make({ more: [1, 2, 3, 4] }))).toBe(false);
  expect(isSameTable(toArrow({ a: [1] }), toArrow({ b: [1] }))).toBe(false);
  expect(isSameTable(toArrow({ a: [1] }), toArrow({ a: [1n] }))).toBe(true); // whole numbers are 64 bits wide
  expect(isSameTable(toArrow({ a: [1] }), toArrow({ a: [1.5] }))).toBe(false);
});

test('where a table lies in memory does not matter', () => {
  const bytes = tableToIPC(make(), { format: 'stream' }) ?? new Uint8Array();
  const moved = new Uint8Array(bytes.length + 8);
  moved.set(bytes, 8);
  expect(isSameTable(tableFromIPC(bytes), tableFromIPC(moved.subarray(8)))).toBe(true);
});

test('what is no Arrow table, or has a dictionary, is never the same', () => {
  expect(isSameTable([1], [1])).toBe(false);
  expect(isSameTable(make(), undefined)).toBe(false);
  const coded = () => tableFromArrays({ word: ['a', 'b', 'a'] });
  expect(isSameTable(coded(), coded())).toBe(false);
});
