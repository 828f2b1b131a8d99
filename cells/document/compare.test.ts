import { expect, test } from 'vitest';
import { compareCellFacts, compareNotebooks, movedAmong } from './compare';
import { parseNotebook } from './parse';

const notebook = (cells: string, title = 't') =>
  parseNotebook(`<!doctype html>\n<notebook>\n  <title>${title}</title>\n${cells}</notebook>\n`);
const cell = (id: number, source: string, more = '') =>
  `  <script id="${id}" type="module"${more}>\n    ${source}\n  </script>\n`;

test('tells which cells stayed, changed, came, went and moved, where they stand', () => {
  const before = notebook(cell(1, 'a = 1') + cell(2, 'b = 2') + cell(3, 'c = 3') + cell(5, 'e'), 'Then');
  const after = notebook(cell(3, 'c = 3') + cell(1, 'a = 10') + cell(4, 'd = 4') + cell(5, 'e'), 'Now');
  const { cells, facts } = compareNotebooks(before, after);
  expect(cells.map(({ id, change, isMoved }) => [id, isMoved ? `${change}, moved` : change])).toEqual([
    [3, 'same, moved'],
    [1, 'changed'],
    [2, 'removed'],
    [4, 'added'],
    [5, 'same'],
  ]);
  expect(facts).toEqual([{ name: 'title', before: 'Then', after: 'Now' }]);
});

test('what is taken from the beginning stands at the beginning', () => {
  const { cells } = compareNotebooks(notebook(cell(1, 'a') + cell(2, 'b')), notebook(cell(2, 'b')));
  expect(cells.map(({ id, change }) => [id, change])).toEqual([
    [1, 'removed'],
    [2, 'same'],
  ]);
});

test('the fewest cells count as moved', () => {
  expect([...movedAmong([1, 2, 3, 4, 5], [5, 1, 2, 3, 4])]).toEqual([5]);
  expect([...movedAmong([1, 2, 3], [9, 1, 3])]).toEqual([]);
  expect(movedAmong([1, 2, 3], [3, 2, 1]).size).toBe(2);
});

test('attributes are compared by name, and a cell that differs in one is another', () => {
  const [before] = notebook(cell(1, 'a', ' pinned data-run="lazy"')).cells;
  const [after] = notebook(cell(1, 'a', ' output="x" data-folded')).cells;
  if (!before || !after) throw new Error('both have a cell');
  expect(compareCellFacts(before, after)).toEqual([
    { name: 'pinned', before: '', after: undefined },
    { name: 'data-run', before: 'lazy', after: undefined },
    { name: 'output', before: undefined, after: 'x' },
    { name: 'data-folded', before: undefined, after: '' },
  ]);
});
