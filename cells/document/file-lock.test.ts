import { expect, test } from 'vitest';
import { filesAttribute, isNewFileName, readFileLock, writeFileLock } from './file-lock';
import { parseNotebook } from './parse';
import { serializeNotebook } from './serialize';
import { sliceNotebook } from './slice';

const hash = (letter: string) => letter.repeat(64);
const json = { hash: hash('a'), bytes: 12, type: 'application/json' };
const script = { hash: hash('b'), bytes: 88, type: 'text/javascript' };

test('the list of files is the same text whoever wrote it, and the file of the notebook is kept to the byte', () => {
  const one = writeFileLock(
    new Map([
      ['späte züge; 100%.json', json],
      ['look.js', script],
    ]),
  );
  expect(one).toBe(
    writeFileLock(
      new Map([
        ['look.js', script],
        ['späte züge; 100%.json', json],
      ]),
    ),
  );
  expect(readFileLock({ attributes: { [filesAttribute]: one ?? '' } })).toEqual(
    new Map([
      ['look.js', script],
      ['späte züge; 100%.json', json],
    ]),
  );
  const html = serializeNotebook({ title: 'T', cells: [], attributes: { [filesAttribute]: one ?? '' } });
  expect(serializeNotebook(parseNotebook(html))).toBe(html);
  expect(writeFileLock(new Map())).toBeUndefined();
});

test.each([
  ['a path', `../secrets.json=${hash('a')} 1 text/plain`],
  ['a folder', `a%2Fb.json=${hash('a')} 1 text/plain`],
  ['no hash', 'a.json=abc 1 text/plain'],
  ['no size', `a.json=${hash('a')} many text/plain`],
  ['no media type', `a.json=${hash('a')} 1 text`],
  ['a name without end', `${'a'.repeat(201)}=${hash('a')} 1 text/plain`],
  ['two dots', `..=${hash('a')} 1 text/plain`],
])('%s is not taken from a file', (_, text) => {
  expect(readFileLock({ attributes: { [filesAttribute]: text } }).size).toBe(0);
});

test('what a disk may not take is no new name; a file that was kept under it is still listed', () => {
  const map = `${'図'.repeat(90)}.json`;
  const lock = new Map([[map, json]]);
  expect(readFileLock({ attributes: { [filesAttribute]: writeFileLock(lock) ?? '' } })).toEqual(lock);
  expect([map, 'ж'.repeat(101), 'ж'.repeat(100), 'a'.repeat(200)].map(isNewFileName)).toEqual([
    ...[false, false, true, true],
  ]);
});

test('a slice takes the files that its cells name, and those that these may need', () => {
  const cell = (id: number, source: string) => ({
    ...{
      id,
      source,
      kind: 'javascript' as const,
      type: 'module',
      pinned: false,
      hidden: false,
      attributes: {},
    },
  });
  const notebook = {
    title: 'T',
    cells: [
      cell(1, 'FileAttachment("a.json").json()'),
      cell(2, 'import {f} from "./look.js"'),
      cell(3, '1 + 1'),
      cell(4, 'FileAttachment("./b.json").json()'),
    ],
    attributes: {
      theme: 'air',
      [filesAttribute]:
        writeFileLock(
          new Map([
            ['a.json', json],
            ['b.json', json],
            ['look.js', script],
          ]),
        ) ?? '',
    },
  };
  const names = (cells: number[]) => [...readFileLock(sliceNotebook(notebook, cells)).keys()];
  expect(names([1])).toEqual(['a.json']);
  expect(names([4])).toEqual(['b.json']);
  // A module may read any of the others.
  expect(names([2])).toEqual(['a.json', 'b.json', 'look.js']);
  expect(sliceNotebook(notebook, [3]).attributes).toEqual({ theme: 'air' });
});
