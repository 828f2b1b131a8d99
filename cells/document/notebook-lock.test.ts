import { expect, test } from 'vitest';
import { createNotebook } from './create';
import { readNotebookLock, writeNotebookLock } from './notebook-lock';
import { toNotebookName } from './notebook-name';
import { parseNotebook } from './parse';
import { serializeNotebook } from './serialize';

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
