import { describe, expect, it } from 'vitest';
import { createDocumentStore } from '@/cells/document/document-store';
import type { Cell, Notebook } from '@/cells/document/notebook';
import type { Kernel } from '@/cells/kernel/kernel';
import { createTextCommits } from './text-commits';

const cell = (id: number, kind: Cell['kind'], source: string): Cell => ({
  id,
  kind,
  type: kind,
  source,
  pinned: true,
  hidden: false,
  attributes: {},
});

/** The one thing of a kernel that commits use, remembering the texts it was given. */
function recordingKernel() {
  const given: string[] = [];
  const setNotebook = (notebook: Notebook) => {
    given.push(notebook.cells.map(({ source }) => source).join(' | '));
  };
  return { given, kernel: { setNotebook } as unknown as Kernel }; // only setNotebook is ever called
}

function open(...cells: Cell[]) {
  const store = createDocumentStore({ title: '', attributes: {}, cells });
  const { given, kernel } = recordingKernel();
  return { store, given, commits: createTextCommits({ store, kernel }) };
}

describe('text commits', () => {
  it('hold code back until it is committed', () => {
    const { store, given, commits } = open(cell(1, 'javascript', 'a'), cell(2, 'sql', 'b'));
    store.apply({ type: 'source', id: 1, source: 'a2' });
    store.apply({ type: 'source', id: 2, source: 'b2' });
    expect(given).toEqual(['a | b']);
    expect([...commits.pending()]).toEqual([1, 2]);
    commits.commit([1]);
    expect(given.at(-1)).toBe('a2 | b');
    expect([...commits.pending()]).toEqual([2]);
    commits.commit();
    expect(given.at(-1)).toBe('a2 | b2');
    expect(commits.pending().size).toBe(0);
  });

  it('are not pending any more when the text is as it was', () => {
    const { store, given, commits } = open(cell(1, 'javascript', 'a'));
    store.apply({ type: 'source', id: 1, source: 'ab' });
    store.undo();
    expect(commits.pending().size).toBe(0);
    expect(given).toEqual(['a']);
  });

  it('give forms, structure and a replaced notebook at once', () => {
    const { store, given, commits } = open(cell(1, 'chart', '{}'), cell(2, 'javascript', 'b'));
    store.apply({ type: 'change', id: 1, change: { source: '{"mark":"line"}' } });
    expect(given.at(-1)).toBe('{"mark":"line"} | b');
    store.apply({ type: 'source', id: 2, source: 'b2' });
    store.apply({ type: 'move', id: 2, to: 0 });
    expect(given.at(-1)).toBe('b | {"mark":"line"}');
    store.replace({ title: '', attributes: {}, cells: [cell(2, 'javascript', 'b3')] });
    expect(given.at(-1)).toBe('b3');
    expect(commits.pending().size).toBe(0);
  });

  it('give what else changes of a cell without the text that is still being written', () => {
    const { store, given, commits } = open(cell(1, 'javascript', 'a'));
    store.apply({ type: 'source', id: 1, source: 'half written' });
    store.apply({ type: 'change', id: 1, change: { pinned: false } });
    expect(given).toEqual(['a', 'a']);
    expect([...commits.pending()]).toEqual([1]);
    commits.commit();
    expect(given.at(-1)).toBe('half written');
  });

  it('let prose follow typing', async () => {
    const { store, given, commits } = open(cell(1, 'markdown', '# A'));
    store.apply({ type: 'source', id: 1, source: '# AB' });
    await expect.poll(() => given.at(-1)).toBe('# AB');
    expect(commits.pending().size).toBe(0);
  });
});
