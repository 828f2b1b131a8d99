import { expect, test } from 'vitest';
import { createCell, createNotebook } from './create';
import { readNotebookLock, writeNotebookLock } from './notebook-lock';
import { toNotebookName } from './notebook-name';
import { parseNotebook } from './parse';
import { serializeNotebook } from './serialize';
import { sliceNotebook } from './slice';

const [a, b] = ['a'.repeat(64), 'b'.repeat(64)];

test('the lock is the same text whatever was locked first, and survives the file to the byte', () => {
  const locked = { id: 'id-1', revision: 12, hash: a };
  const other = { id: 'id-2', revision: 3, hash: b };
  const text = writeNotebookLock(
    new Map([
      ['styles', other],
      ['sales; 2026', locked],
    ]),
  );
  expect(text).toBe(
    writeNotebookLock(
      new Map([
        ['sales; 2026', locked],
        ['styles', other],
      ]),
    ),
  );
  const file = serializeNotebook({ ...createNotebook(), attributes: { 'data-notebooks': text ?? '' } });
  const read = parseNotebook(file);
  expect([...readNotebookLock(read)]).toEqual([
    ['sales; 2026', locked],
    ['styles', other],
  ]);
  expect(serializeNotebook(read)).toBe(file);
  expect(writeNotebookLock(readNotebookLock(read))).toBe(text);
});

test('what a hand broke is left out', () => {
  const read = (text: string) => [...readNotebookLock({ attributes: { 'data-notebooks': text } }).keys()];
  expect(read(`good=id 1 ${a}; none=id 0 ${a}; half=id 2; no-hash=id 2 abc; =x`)).toEqual(['good']);
});

test.each([
  ['Sales forecast (2026)', 'sales-forecast-2026'],
  ['  Größe & Gewicht  ', 'große-gewicht'],
  ['Été à Paris', 'ete-a-paris'],
  ['売上', '売上'],
])('%s is called %s', (title, name) => expect(toNotebookName(title)).toBe(name));

test('a slice holds the lock of what its cells import, and of what that imports', () => {
  const lock = new Map([
    ['sales', { id: 'id-1', revision: 1, hash: a }],
    ['sales-by-region', { id: 'id-3', revision: 1, hash: a }],
    ['id-1/styles', { id: 'id-2', revision: 3, hash: b }],
    ['id-2/colours', { id: 'id-4', revision: 3, hash: b }],
    ['id-3/styles', { id: 'id-2', revision: 4, hash: b }],
  ]);
  const cell = createCell({ kind: 'javascript', id: 1, source: 'import {a} from "notebook:sales"' });
  const other = createCell({
    kind: 'javascript',
    id: 2,
    source: 'import {b} from "notebook:sales-by-region"',
  });
  const notebook = {
    ...createNotebook({ cells: [cell, other] }),
    attributes: { 'data-notebooks': writeNotebookLock(lock) ?? '' },
  };
  const keys = (ids: number[]) => [...readNotebookLock(sliceNotebook(notebook, ids)).keys()];
  expect(keys([1])).toEqual(['id-1/styles', 'id-2/colours', 'sales']);
  expect(keys([])).toEqual([]);
});
