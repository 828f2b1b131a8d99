import { expect, test } from 'vitest';
import { createCell, createNotebook } from '@/cells/document/create';
import { createDocumentStore } from '@/cells/document/document-store';
import { type LockedNotebook, writeNotebookLock } from '@/cells/document/notebook-lock';
import { serializeNotebook } from '@/cells/document/serialize';
import type { CellRun } from '@/cells/kernel/cell-run';
import { createImportedCells } from './imported-cells';
import { followNotebookLock, relockNotebooks } from './keep-notebooks';

const hashOf = (revision: number) => revision.toString(16).padStart(64, '0');
const locked = (id: string, revision: number): LockedNotebook => ({ id, revision, hash: hashOf(revision) });

/** The one cell of each notebook; the newest revision is 1. */
const sources: Record<string, string> = {
  'leaf 1': 'const x = 1',
  'leaf 2': 'const x = 2',
  'over 1': 'import {x} from "notebook:leaf"',
  'over 2': 'import {x} from "notebook:leaf"',
  'refused 1': 'import {x} from "notebook:secret"',
};

/** Cells from 1 on, and how far each is; nothing runs unless the test says so. */
function open(cells: readonly string[], states: readonly CellRun['state'][]) {
  const lock = new Map(['leaf', 'over', 'refused'].map((name) => [name, locked(name, 1)]));
  const store = createDocumentStore({
    ...createNotebook({
      cells: cells.map((source, at) => createCell({ kind: 'javascript', id: at + 1, source })),
    }),
    attributes: { 'data-notebooks': writeNotebookLock(lock) ?? '' },
  });
  const request = async (_: string, { name, locked: wanted }: { name: string; locked?: LockedNotebook }) => {
    const revision = wanted?.revision ?? 1;
    const source = sources[`${name} ${revision}`];
    if (source === undefined) throw new Error(`No notebook named ${name} may be imported here.`);
    const cell = createCell({ kind: 'javascript', id: 1, source });
    const html = serializeNotebook(createNotebook({ cells: [cell] }));
    return { id: name, title: name, revision, hash: hashOf(revision), html };
  };
  const imported = createImportedCells({
    // It asks for nothing but notebooks, and no imported cell runs here.
    ...({ bridge: { request }, services: undefined } as unknown as Pick<
      Parameters<typeof createImportedCells>[0],
      'bridge' | 'services'
    >),
    ...{ store, ran: () => store.get(), notebookId: 'here', prepare: () => undefined },
    relink: () => void imported.linker.link(store.get()),
  });
  imported.linker.link(store.get());
  const ran: (readonly number[])[] = [];
  const kernel = {
    setNotebook: () => void imported.linker.link(store.get()),
    run: (which: readonly number[] | 'all' | 'stale') =>
      void ran.push(which === 'all' || which === 'stale' ? [] : which),
    get: (id: number): CellRun => ({ state: states[id - 1] ?? 'idle', console: [], outputs: [], inputs: [] }),
  };
  const follow = {
    store,
    kernel,
    ran: () => store.get(),
    failed: (error: unknown) => expect.fail(String(error)),
  };
  followNotebookLock(follow, imported);
  return {
    ran,
    bring: (cellId: number) =>
      imported.bring({ cellId, signal: new AbortController().signal, progress() {} }),
    async take(key: string, revision: number) {
      store.apply(relockNotebooks(store.get(), [{ key, locked: locked(key, revision) }]));
      await new Promise((resolve) => setTimeout(resolve));
    },
  };
}

test('a name that is written down first runs no cell that imports by another', async () => {
  const { ran, bring, take } = open(
    ['import {x} from "notebook:over"', 'import {x as y} from "notebook:leaf"'],
    ['stale', 'fresh'],
  );
  await bring(2);
  await take('elsewhere', 1);
  expect(ran).toEqual([]);
});

test('another revision runs the cells again that have it, and lack what it imports in turn', async () => {
  const { ran, bring, take } = open(
    [
      'import {x} from "notebook:over"',
      'import {x as never} from "notebook:over"',
      'import {x as refused} from "notebook:refused"',
      'import {x as plain} from "notebook:leaf"',
    ],
    ['fresh', 'idle', 'failed', 'fresh'],
  );
  await bring(1);
  await bring(4);
  await expect(bring(3)).rejects.toThrow('No notebook named secret may be imported here.');
  // All that runs here is linked anew, without a run.
  await take('leaf', 2);
  expect(ran).toEqual([]);
  await take('over', 2);
  expect(ran).toEqual([[1]]);
});

test('a name that means something again runs the cells that had nothing of it, but none that never ran', async () => {
  const { ran, take } = open(
    ['import {x} from "notebook:leaf"', 'import {x as never} from "notebook:leaf"'],
    ['failed', 'idle'],
  );
  await take('leaf', 2);
  expect(ran).toEqual([[1]]);
});
