import { describe, expect, it } from 'vitest';
import { filterBy, sortBy, stepSort, stepValue, unarranged } from '@/cells/data/arrangement';
import { divide, edgeOf, filterOfBins, rangeInBins } from '@/cells/data/bins';
import { describeFilter } from '@/cells/data/describe-filter';
import { selectByKey } from './grid-keys';
import { hide, layoutOf, move, pin, resize, shownColumns } from './layout';
import { placeHits, stepHit } from './search';
import { rangeOf } from './selection';
import { createStateKeeper } from './view-state';
import { writeTsv } from './write-tsv';

describe('an arrangement', () => {
  it('sorts up, down, and not; alone or after what is sorted', () => {
    const up = stepSort(unarranged, 2, false);
    expect(up.sorts).toEqual([{ column: 2, descending: false }]);
    expect(stepSort(up, 2, false).sorts).toEqual([{ column: 2, descending: true }]);
    expect(stepSort(stepSort(up, 2, false), 2, false).sorts).toEqual([]);
    const both = stepSort(up, 0, true);
    expect(both.sorts.map(({ column }) => column)).toEqual([2, 0]);
    // A column in the middle keeps its place.
    expect(stepSort(both, 2, true).sorts.map(({ column }) => column)).toEqual([2, 0]);
    expect(stepSort(both, 0, false).sorts.map(({ column }) => column)).toEqual([0]);
    expect(sortBy(both, 2, { descending: undefined, isAdded: true }).sorts).toHaveLength(1);
  });

  it('lets several values through until the last is taken away', () => {
    const one = stepValue(undefined, 'a');
    const two = stepValue(one, null);
    expect(two).toEqual({ kind: 'values', values: ['a', null] });
    expect(stepValue(stepValue(two, 'a'), null)).toBeUndefined();
    expect(filterBy(filterBy(unarranged, 1, one), 1, undefined)).toEqual(unarranged);
  });

  it('is said in words', () => {
    expect(describeFilter({ kind: 'range', minimum: '1', below: '2' })).toBe('1 – 2');
    expect(describeFilter({ kind: 'range', minimum: '1', maximum: '1' })).toBe('is 1');
    expect(describeFilter({ kind: 'values', values: ['a', '', null, 'b', 'c'] })).toBe(
      'is a, (empty text), missing or 2 more',
    );
  });
});

describe('bins', () => {
  it('have edges that read well and hold both ends', () => {
    expect(divide('number', 0, 23, true)).toEqual({ start: 0, step: 1, count: 24 });
    expect(divide('number', 0.02, 1, false)).toEqual({ start: 0, step: 0.05, count: 21 });
    expect(divide('number', 7, 7, false)).toEqual({ start: 7, step: 1, count: 1 });
    const day = 86_400_000;
    const days = divide('date', Date.UTC(2011, 0, 1), Date.UTC(2012, 11, 31), false);
    expect(days.step % day).toBe(0);
    expect(edgeOf(days, days.count)).toBeGreaterThan(Date.UTC(2012, 11, 31));
    const hours = divide('date', Date.UTC(2011, 0, 1, 3), Date.UTC(2011, 0, 1, 21), false);
    expect([hours.step, hours.count]).toEqual([3_600_000, 19]);
  });

  it('have edges of their own however long the numbers are', () => {
    const orders = divide('number', 20261122000001, 20261122000999, true);
    expect(filterOfBins(orders, 'number', 1, 1)).toEqual({
      kind: 'range',
      minimum: '20261122000050',
      below: '20261122000100',
    });
    const times = divide('number', 1763800000123, 1763800000150, true);
    expect(filterOfBins(times, 'number', 3, 4)).toEqual({
      kind: 'range',
      minimum: '1763800000126',
      maximum: '1763800000127',
    });
    expect(edgeOf({ start: 1763800000.2, step: 0.2, count: 18 }, 3)).toBe(1763800000.8);
    expect(edgeOf({ start: -0.3, step: 0.1, count: 6 }, 3)).toBe(0);
    // Beyond 2⁵³ not every whole number is a double: two edges are never the same one.
    const beyond = divide('number', 1e18, 1e18 + 3000, true);
    for (let bin = 0; bin < beyond.count; bin++)
      expect(edgeOf(beyond, bin + 1)).toBeGreaterThan(edgeOf(beyond, bin));
  });

  it('become a filter, and a filter stands over them', () => {
    const hours = divide('number', 0, 23, true);
    expect(filterOfBins(hours, 'number', 6, 9)).toEqual({ kind: 'range', minimum: '6', maximum: '9' });
    expect(rangeInBins(hours, 'number', filterOfBins(hours, 'number', 6, 9))).toEqual({ from: 6, to: 10 });
    expect(filterOfBins(hours, 'number', 0, 23)).toBeUndefined();
    const parts = divide('number', 0, 1, false);
    const filter = filterOfBins(parts, 'number', 3, 4);
    expect(filter).toEqual({ kind: 'range', minimum: '0.15', below: '0.25' });
    expect(rangeInBins(parts, 'number', filter)?.to).toBeCloseTo(5);
    const days = { start: Date.UTC(2011, 0, 1), step: 10 * 86_400_000, count: 40 };
    expect(filterOfBins(days, 'date', 1, 1)).toEqual({
      kind: 'range',
      minimum: '2011-01-11',
      below: '2011-01-21',
    });
    expect(rangeInBins(days, 'date', { kind: 'range', maximum: '2011-01-10' })).toEqual({ from: 0, to: 1 });
  });
});

describe('a layout', () => {
  it('pins, hides, moves and sets widths within bounds', () => {
    const plain = layoutOf(4);
    expect(shownColumns(pin(plain, 2, true))).toEqual([2, 0, 1, 3]);
    expect(shownColumns(hide(plain, 1))).toEqual([0, 2, 3]);
    expect(shownColumns(move(plain, 0, 2))).toEqual([1, 2, 0, 3]);
    expect(shownColumns(move(plain, 3, 1))).toEqual([0, 3, 1, 2]);
    expect(shownColumns(move(hide(plain, 1), 3, 1))).toEqual([0, 3, 2]);
    // Moved among the pinned, a column is pinned.
    expect(shownColumns(move(pin(plain, 2, true), 3, 0))).toEqual([3, 2, 0, 1]);
    expect(resize(plain, 0, 1).widths[0]).toBe(56);
    const last = hide(hide(hide(plain, 0), 1), 2);
    expect(hide(last, 3)).toBe(last);
  });
});

describe('hits', () => {
  const columnsOf = (row: number) => (row === 2 ? [0, 3] : [1]);
  const hits = placeHits(Uint16Array.of(0, 1, 2, 0, 1), undefined);

  it('follow one another, also within a row, and begin anew', () => {
    expect(stepHit(hits, undefined, { columnsOf })).toEqual({ row: 1, column: 1, number: 1 });
    expect(stepHit(hits, { row: 1, column: 1 }, { columnsOf })).toEqual({ row: 2, column: 0, number: 2 });
    expect(stepHit(hits, { row: 2, column: 0 }, { columnsOf })).toEqual({ row: 2, column: 3, number: 3 });
    expect(stepHit(hits, { row: 4, column: 1 }, { columnsOf })).toEqual({ row: 1, column: 1, number: 1 });
  });

  it('go back, from where there is none as well', () => {
    expect(stepHit(hits, { row: 3, column: 0 }, { isBack: true, columnsOf })).toEqual({
      row: 2,
      column: 3,
      number: 3,
    });
    expect(stepHit(hits, { row: 1, column: 1 }, { isBack: true, columnsOf })).toEqual({
      row: 4,
      column: 1,
      number: 4,
    });
    expect(stepHit(placeHits(Uint16Array.of(0), undefined), undefined, { columnsOf })).toBeUndefined();
  });
});

describe('keys', () => {
  const size = { rows: 100, columns: 5, page: 11 };
  const key = (key: string, held: Partial<Record<'shiftKey' | 'ctrlKey', boolean>> = {}) => ({
    key,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    ...held,
  });
  const at = (row: number, column: number) => ({ anchor: { row, column }, focus: { row, column } });

  it('show where one is first, then move, and extend with Shift', () => {
    expect(selectByKey(undefined, key('ArrowDown'), size)).toEqual(at(0, 0));
    expect(selectByKey(at(0, 0), key('ArrowDown'), size)).toEqual(at(1, 0));
    expect(selectByKey(at(0, 0), key('PageDown'), size)?.focus.row).toBe(11);
    const wide = selectByKey(at(3, 3), key('ArrowLeft', { shiftKey: true }), size);
    expect(wide && rangeOf(wide)).toEqual({ top: 3, bottom: 3, left: 2, right: 3 });
    expect(selectByKey(at(3, 3), key('End', { ctrlKey: true }), size)).toEqual(at(99, 4));
    expect(selectByKey(at(3, 3), key('x'), size)).toBeUndefined();
  });

  it('take rows, columns and all', () => {
    const ranges = [key(' ', { shiftKey: true }), key(' ', { ctrlKey: true }), key('a', { ctrlKey: true })];
    expect(ranges.map((one) => rangeOf(selectByKey(at(3, 2), one, size) ?? at(0, 0)))).toEqual([
      { top: 3, bottom: 3, left: 0, right: 4 },
      { top: 0, bottom: 99, left: 2, right: 2 },
      { top: 0, bottom: 99, left: 0, right: 4 },
    ]);
  });
});

it('copies as spreadsheets take it', () => {
  const cells = [
    ['1', 'a\tb'],
    ['', 'say "x"'],
  ];
  const read = (row: number, column: number) => cells[row]?.[column] ?? '';
  const all = { top: 0, bottom: 1, left: 0, right: 1 };
  expect(writeTsv(all, { read })).toBe('1\t"a\tb"\n\t"say ""x"""');
  expect(writeTsv(all, { read, name: (column) => `c${column}` })).toBe('c0\tc1\n1\t"a\tb"\n\t"say ""x"""');
  expect(writeTsv({ ...all, bottom: 0, left: 1 }, { read })).toBe('a\tb');
});

it('keeps what a person made of a view for the next run of its cell', () => {
  const keeper = createStateKeeper();
  const about = { cellId: 1, columns: 'a' };
  const first = { isConnected: true };
  const state = { arrangement: stepSort(unarranged, 0, false), layout: layoutOf(1), isTree: false };
  keeper.keep(about, first).set(state);
  // A second view beside it has its own, one that follows it has the same.
  expect(keeper.keep(about, { isConnected: true }).get()).toBeUndefined();
  first.isConnected = false;
  expect(keeper.keep(about, { isConnected: true }).get()).toBe(state);
  expect(keeper.keep({ ...about, columns: 'b' }, { isConnected: true }).get()).toBeUndefined();
});
