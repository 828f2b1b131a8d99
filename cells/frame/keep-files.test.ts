import { expect, test } from 'vitest';
import { createDocumentStore } from '@/cells/document/document-store';
import { filesAttribute, readFileLock, writeFileLock } from '@/cells/document/file-lock';
import type { Cell, Notebook } from '@/cells/document/notebook';
import { createFilesBeside } from './files-beside';
import { fileEdits } from './keep-files';

const file = (letter: string) => ({ hash: letter.repeat(64), bytes: 1, type: 'application/json' });
const cell = (id: number, source: string): Cell => ({
  ...{ id, source, kind: 'javascript', type: 'module', pinned: false, hidden: false, attributes: {} },
});
const notebook = (files: Record<string, ReturnType<typeof file>>, sources: string[]): Notebook => ({
  title: 'T',
  cells: sources.map((source, place) => cell(place + 1, source)),
  attributes: { [filesAttribute]: writeFileLock(new Map(Object.entries(files))) ?? '' },
});

test('a file that is renamed has its new name in the cells that name it, and in one step it is back', () => {
  const store = createDocumentStore(
    notebook({ 'a.b.json': file('a') }, [
      'const x = FileAttachment("a.b.json").json()\n"a.b.json stays in a text"',
      `import {f} from './a.b.json'\nimport("./a.b.json")`,
      '![Pier](a.b.json) and ![](<./a.b.json>), <img alt="x" src="a.b.json">',
      'FileAttachment("a-b.json"), FileAttachment("xa.b.json")',
    ]),
  );
  const before = store.get();
  store.applyAll(fileEdits(before, [{ name: 'c.json', from: 'a.b.json', file: file('a') }]));
  expect(store.get().cells.map(({ source }) => source)).toEqual([
    'const x = FileAttachment("c.json").json()\n"a.b.json stays in a text"',
    `import {f} from './c.json'\nimport("./c.json")`,
    '![Pier](c.json) and ![](<./c.json>), <img alt="x" src="c.json">',
    'FileAttachment("a-b.json"), FileAttachment("xa.b.json")',
  ]);
  expect([...readFileLock(store.get()).keys()]).toEqual(['c.json']);
  store.undo();
  expect(store.get()).toEqual(before);
});

test('a file is fetched once, and who read it is told when it is another one, also when there was none', async () => {
  const store = createDocumentStore(notebook({ 'a.json': file('a') }, []));
  const asked: string[] = [];
  const files = createFilesBeside(
    {
      // Only this request is made.
      request: (async (_: string, { hash }: { hash: string }) => {
        asked.push(hash.slice(0, 1));
        return { url: `data:text/plain,${hash.slice(0, 1)}` };
      }) as never,
    },
    store,
  );
  const heard: unknown[] = [];
  files.onChange((names, cells) => heard.push([[...names], cells]));
  const read = (name: string, cellId: number, signal = new AbortController().signal) =>
    files.find(name, { cellId, signal })?.();
  expect(await (await read('a.json', 1))?.text()).toBe('a');
  expect((await read('a.json', 2))?.type).toBe('application/json');
  expect(read('b.json', 3)).toBeUndefined();
  const gone = new AbortController();
  read('a.json', 4, gone.signal);
  gone.abort();
  expect(asked).toEqual(['a']);

  store.applyAll(fileEdits(store.get(), [{ name: 'b.json', file: file('b') }]));
  store.applyAll(fileEdits(store.get(), [{ name: 'a.json', file: file('c') }]));
  expect(heard).toEqual([
    [['b.json'], [3]],
    [['a.json'], [1, 2]],
  ]);
  expect(await (await read('a.json', 1))?.text()).toBe('c');
});
