import { describe, expect, test } from 'vitest';
import { createDocumentStore } from '@/cells/document/document-store';
import { findText, planReplace, type Search } from './find-text';
import { type Written, write } from './write-cells.fixture';

const search = (text: string, how: Partial<Search> = {}): Search => ({
  ...{ text, matchCase: false, wholeWord: false, isPattern: false },
  ...how,
});
const found = (cells: Written[], wanted: Search) => {
  const all = write(...cells);
  return findText(all, wanted).map(({ cellId, start, end }) => [
    cellId,
    all.find(({ id }) => id === cellId)?.source.slice(start, end),
  ]);
};
const replaced = (cells: Written[], wanted: Search, by: string) => {
  const all = write(...cells);
  const { edits, places, spoilt } = planReplace(all, findText(all, wanted), { search: wanted, by });
  const store = createDocumentStore({ title: '', cells: all, attributes: {} });
  store.applyAll(edits);
  const texts = store.get().cells.map(({ source }) => source);
  if (edits.length > 0) store.undo();
  expect(store.get().cells).toEqual(all);
  return { texts, places, spoilt };
};

describe('text is found', () => {
  const cells: Written[] = ['const ride = rides.ride', { kind: 'sql', source: 'FROM Rides' }];

  test('in all cells, by case, as a word, by a pattern', () => {
    expect(found(cells, search('ride'))).toEqual([
      [1, 'ride'],
      [1, 'ride'],
      [1, 'ride'],
      [2, 'Ride'],
    ]);
    expect(found(cells, search('Ride', { matchCase: true }))).toEqual([[2, 'Ride']]);
    expect(found(cells, search('rides', { wholeWord: true }))).toEqual([
      [1, 'rides'],
      [2, 'Rides'],
    ]);
    expect(found(cells, search('^\\w+|s$', { isPattern: true }))).toEqual([
      [1, 'const'],
      [2, 'FROM'],
      [2, 's'],
    ]);
    expect(found(['a.b(c)'], search('.b('))).toEqual([[1, '.b(']]);
  });

  test('never as nothing; a pattern that is none is told', () => {
    expect(found(cells, search(''))).toEqual([]);
    expect(found(cells, search('x*', { isPattern: true }))).toEqual([]);
    expect(() => found(cells, search('(', { isPattern: true }))).toThrow(SyntaxError);
  });
});

describe('text is replaced', () => {
  test('literally, or with the groups of a pattern', () => {
    expect(replaced(['a + a', 'b', 'a'], search('a'), '$1$&').texts).toEqual(['$1$& + $1$&', 'b', '$1$&']);
    expect(
      replaced(['f(x, y)'], search('(\\w), (?<b>\\w)', { isPattern: true }), '$<b>, $1 $$ $9').texts,
    ).toEqual(['f(y, x $ $9)']);
  });

  test('one place alone, among others that match', () => {
    const cells = write('a a a');
    const all = findText(cells, search('a'));
    const { edits } = planReplace(cells, all.slice(1, 2), { search: search('a'), by: 'b' });
    expect(edits).toEqual([{ type: 'change', id: 1, change: { source: 'a b a' } }]);
  });

  test('not in a form that would no longer be one', () => {
    const form: Written = { kind: 'chart', source: '{"data": "rides", "mark": "bar"}' };
    expect(replaced([form, 'rides'], search('rides'), 'trips')).toEqual({
      texts: ['{"data": "trips", "mark": "bar"}', 'trips'],
      places: 2,
      spoilt: [],
    });
    expect(replaced([form, 'rides'], search('rides'), '"')).toEqual({
      texts: [form.source, '"'],
      places: 1,
      spoilt: [1],
    });
  });
});
