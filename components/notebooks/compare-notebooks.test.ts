import { expect, test } from 'vitest';
import { parseNotebook } from '@/cells/document/parse';
import { compareNotebooks, hasSameOrder } from './compare-notebooks';

const notebook = (cells: string) =>
  parseNotebook(`<!doctype html>\n<notebook>\n  <title>t</title>\n${cells}</notebook>\n`);
const cell = (id: number, source: string) =>
  `  <script id="${id}" type="module">\n    ${source}\n  </script>\n`;

test('tells which cells stayed, changed, came and went', () => {
  const older = notebook(cell(1, 'a = 1') + cell(2, 'b = 2') + cell(3, 'c = 3'));
  const newer = notebook(cell(3, 'c = 3') + cell(1, 'a = 10') + cell(4, 'd = 4'));
  expect(compareNotebooks(older, newer).map(({ cell, change }) => [cell.id, change])).toEqual([
    [1, 'changed'],
    [2, 'removed'],
    [3, 'same'],
    [4, 'added'],
  ]);
});

test('cells that came or went do not count as moved', () => {
  const [one, two, three, four] = [1, 2, 3, 4].map((id) => cell(id, `${id}`));
  expect(hasSameOrder(notebook(`${one}${two}${three}`), notebook(`${four}${one}${three}`))).toBe(true);
  expect(hasSameOrder(notebook(`${one}${two}${three}`), notebook(`${three}${one}${two}`))).toBe(false);
});
