import { expect, test } from 'vitest';
import { createCell } from './create';
import { type NotebookFile, readFileLock, writeFileLock } from './file-lock';
import { sliceNotebook } from './slice';

test('a slice lists the files that its cells name, also as an address of a picture does, or all where one is imported', () => {
  const file: NotebookFile = { hash: 'a'.repeat(64), bytes: 1, type: 'image/png' };
  const listed = ['späte züge.png', 'b&c.png', 'other.png', 'look.js', 'half \ud83d.png'];
  const notebook = {
    title: 'Pictures',
    cells: [
      createCell({ id: 1, kind: 'markdown', source: '![](sp%C3%A4te%20z%C3%BCge.png)' }),
      createCell({ id: 2, kind: 'html', source: '<img src="b%26c.png">' }),
      createCell({ id: 3, kind: 'javascript', source: 'import {x} from "./look.js"' }),
    ],
    attributes: { 'data-files': writeFileLock(new Map(listed.map((name) => [name, file]))) ?? '' },
  };
  const filesOf = (...ids: number[]) => [...readFileLock(sliceNotebook(notebook, ids)).keys()].toSorted();
  expect(filesOf(1)).toEqual(['späte züge.png']);
  expect(filesOf(1, 2)).toEqual(['b&c.png', 'späte züge.png']);
  expect(filesOf(3)).toHaveLength(listed.length);
});
