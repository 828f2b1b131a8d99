import { expect, test } from 'vitest';
import { createDocumentStore } from '@/cells/document/document-store';
import { parseNotebook } from '@/cells/document/parse';
import { putCell } from './put-cell';

const file = (...cells: readonly [id: number, source: string][]) =>
  `<!doctype html>\n<notebook>\n  <title>t</title>\n${cells
    .map(([id, source]) => `  <script id="${id}" type="module">\n    ${source}\n  </script>\n`)
    .join('')}</notebook>\n`;
const open = () => createDocumentStore(parseNotebook(file([1, 'a'], [2, 'b'], [4, 'd'])));
const written = (store: ReturnType<typeof open>) =>
  store.get().cells.map(({ id, source }) => `${id} ${source}`);

test('a cell that changed gets its old text where it stands, in one step of undo', () => {
  const store = open();
  expect(putCell(store, file([2, 'was']), [1])).toBe(2);
  expect(written(store)).toEqual(['1 a', '2 was', '4 d']);
  store.undo();
  expect(written(store)).toEqual(['1 a', '2 b', '4 d']);
});

test('a deleted cell comes back under its own id, below the nearest that is still there', () => {
  const store = open();
  putCell(store, file([3, 'c']), [9, 2, 1]);
  expect(written(store)).toEqual(['1 a', '2 b', '3 c', '4 d']);
  putCell(store, file([7, 'first']), []);
  expect(store.order()[0]).toBe(7);
  // Its id is not given again.
  const next = { kind: 'javascript', type: 'module', source: 'new' } as const;
  expect(store.apply({ type: 'insert', at: 0, cell: next })).toBe(8);
});
