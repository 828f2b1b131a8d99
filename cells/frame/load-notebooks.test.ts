import { expect, test } from 'vitest';
import { createCell, createNotebook } from '@/cells/document/create';
import { createDocumentStore } from '@/cells/document/document-store';
import type { Notebook } from '@/cells/document/notebook';
import { type LockedNotebook, writeNotebookLock } from '@/cells/document/notebook-lock';
import { serializeNotebook } from '@/cells/document/serialize';
import type { CellRun } from '@/cells/kernel/cell-run';
import {
  createNotebookLockKeeper,
  followNotebookLock,
  listNotebooks,
  relockNotebooks,
} from './keep-notebooks';
import { createNotebookLoader } from './load-notebooks';

const locked = (id: string, revision: number): LockedNotebook => ({ id, revision, hash: hashOf(revision) });
const hashOf = (revision: number) => revision.toString(16).padStart(64, '0');
const newest: Record<string, number> = { b: 4, c: 9, d: 1 };
/** What each imports, as its lock says at that revision. */
const locks: Record<string, Record<string, LockedNotebook>> = {
  'b 3': { c: locked('c', 2) },
  'b 4': { c: locked('c', 9) },
  'c 2': { d: locked('d', 1) },
};

function open(source: string, lock: Record<string, LockedNotebook>) {
  const attributes = { 'data-notebooks': writeNotebookLock(new Map(Object.entries(lock))) ?? '' };
  const cells = [createCell({ kind: 'javascript', id: 1, source })];
  const store = createDocumentStore({ ...createNotebook({ cells }), attributes });
  const asked: string[] = [];
  /** What is on its way until it is let through, or refused. */
  const held = new Map<string, { come(): void; refuse(): void }>();
  const hold = new Set<string>();
  const request = async (_: string, { name, locked: wanted }: { name: string; locked?: LockedNotebook }) => {
    const id = wanted?.id ?? name;
    const revision = wanted?.revision ?? newest[id] ?? 1;
    const said = `${id} ${revision}`;
    asked.push(said);
    if (hold.has(said))
      await new Promise<void>((come, reject) =>
        held.set(said, { come, refuse: () => reject(new Error(`No ${said}.`)) }),
      );
    const entries = Object.entries(locks[`${id} ${revision}`] ?? {});
    const own = { 'data-notebooks': writeNotebookLock(new Map(entries)) ?? '' };
    const html = serializeNotebook({ ...createNotebook({ cells: [] }), attributes: own });
    return { id, title: id.toUpperCase(), revision, hash: hashOf(revision), html };
  };
  /** What runs, where that is not what is written. */
  const running: { notebook?: Notebook } = {};
  const ran = () => running.notebook ?? store.get();
  // It asks for nothing but notebooks.
  const bridge = { request } as unknown as Parameters<typeof createNotebookLoader>[0];
  const loader = createNotebookLoader(bridge, createNotebookLockKeeper(store, ran), {
    enclosed: () => undefined,
    prepare: () => undefined,
  });
  const bring = async (...names: string[]) => {
    let importer: ReturnType<typeof loader.find>;
    for (const name of names) {
      if (!loader.find(name, importer))
        await loader.load({ name, importer }, { progress() {}, signal: new AbortController().signal });
      importer = loader.find(name, importer);
    }
    return importer && `${importer.id} ${importer.revision}`;
  };
  const relock = (key: string, to?: LockedNotebook) =>
    new Promise<void>((resolve) => {
      told = () => resolve();
      store.apply(relockNotebooks(store.get(), [{ key, locked: to }]));
    });
  let told = () => {};
  const failed: unknown[] = [];
  const kernel = { setNotebook: () => told(), run() {}, get: () => fresh };
  const follow = { store, kernel, ran, failed: (error: unknown) => failed.push(error) };
  followNotebookLock(follow, { loader, halfHere: () => [] });
  const listed = () => listNotebooks(store, loader).map((each) => `${each.key} ${each.locked?.revision}`);
  const lockText = () => store.get().attributes['data-notebooks'];
  return { store, running, loader, asked, bring, relock, listed, hold, held, failed, lockText };
}

const fresh: CellRun = { state: 'fresh', console: [], outputs: [], inputs: [] };
const turn = () => new Promise((resolve) => setTimeout(resolve));

test('a newer revision of a notebook brings the revisions that it imports itself', async () => {
  const { loader, bring, relock, listed } = open('import {x} from "notebook:b"', { b: locked('b', 3) });
  expect(await bring('b', 'c', 'd')).toBe('d 1');
  expect(await bring('b', 'c')).toBe('c 2');
  await relock('b', locked('b', 4));
  // What only the old one imported is gone, and what that imported, too.
  expect(listed()).toEqual(['b 4']);
  expect(await bring('b', 'c')).toBe('c 9');
  expect(listed()).toEqual(['b 4', 'b/c 9']);
  await relock('b', locked('b', 3));
  expect(await bring('b', 'c')).toBe('c 2');
  expect([...loader.loaded.values()].map(({ id, revision }) => `${id} ${revision}`)).toEqual(['b 3', 'c 2']);
});

test('one that is imported at two revisions has the imports of each, unless the open notebook says which', async () => {
  const lock = { b: locked('b', 4), old: locked('b', 3) };
  const both = open('import {x} from "notebook:b"', lock);
  expect([await both.bring('b', 'c'), await both.bring('old', 'c')]).toEqual(['c 9', 'c 2']);
  expect([await both.bring('b', 'c'), await both.bring('old', 'c')]).toEqual(['c 9', 'c 2']);
  const said = open('import {x} from "notebook:b"', { ...lock, 'b/c': locked('c', 5) });
  expect([await said.bring('b', 'c'), await said.bring('old', 'c')]).toEqual(['c 5', 'c 5']);
});

test('what a cell runs on stays, and moves on, while the line that imports it is being typed', async () => {
  const { store, running, loader, bring, relock } = open('import {x} from "notebook:b"', {
    b: locked('b', 3),
  });
  await bring('b');
  running.notebook = store.get();
  store.apply({ type: 'source', id: 1, source: 'import {x} from "noteboo' });
  await relock('b', locked('b', 4));
  expect([...loader.loaded.values()].map(({ id, revision }) => `${id} ${revision}`)).toEqual(['b 4']);
});

test('what no cell imports any more leaves the lock for good; what one does is looked for by its name', async () => {
  const { lockText, asked, bring, relock, listed } = open('import {x} from "notebook:b"', {
    ...{ b: locked('b', 3), c: locked('c', 2) },
  });
  await bring('b');
  await bring('c');
  await relock('c');
  expect(listed()).toEqual(['b 3']);
  expect(asked).toEqual(['b 3', 'c 2']);
  await relock('b');
  expect(listed()).toEqual(['b 4']);
  expect(lockText()).toBe(`b=b 4 ${hashOf(4)}`);
});

test('an answer that an undo has overtaken does not count, nor that there was none', async () => {
  for (const answer of ['come', 'refuse'] as const) {
    const { store, loader, bring, relock, hold, held, failed } = open('import {x} from "notebook:b"', {
      b: locked('b', 3),
    });
    await bring('b');
    hold.add('b 4');
    const taken = relock('b', locked('b', 4));
    store.undo();
    held.get('b 4')?.[answer]();
    await taken;
    expect([...loader.loaded.values()].map(({ revision }) => revision)).toEqual([3]);
    expect(await bring('b', 'c')).toBe('c 2');
    expect(failed).toEqual([]);
  }
});

test('an answer that comes after another revision was chosen is asked for again', async () => {
  const { bring, relock, asked, hold, held, lockText } = open('import {x} from "notebook:b"', {
    b: locked('b', 3),
  });
  hold.add('b 3');
  const brought = bring('b');
  await relock('b', locked('b', 4));
  held.get('b 3')?.come();
  expect(await brought).toBe('b 4');
  expect(asked).toEqual(['b 3', 'b 4']);
  expect(lockText()).toBe(`b=b 4 ${hashOf(4)}`);
});

test('two cells that ask first have one revision, though another was saved between their answers', async () => {
  const { loader, bring, asked, hold, held, lockText } = open('import {x} from "notebook:b"', {});
  hold.add('b 4').add('b 5');
  const first = bring('b');
  newest.b = 5;
  const second = bring('b');
  newest.b = 4;
  held.get('b 4')?.come();
  await first;
  held.get('b 5')?.come();
  expect(await second).toBe('b 4');
  expect([...loader.loaded.values()].map(({ revision }) => revision)).toEqual([4]);
  expect(lockText()).toBe(`b=b 4 ${hashOf(4)}`);
  expect(asked).toEqual(['b 4', 'b 5']);
});

test('what nobody imports any more when it comes is not kept', async () => {
  const { store, loader, hold, held, listed, lockText } = open('import {x} from "notebook:b"', {});
  hold.add('b 4');
  const run = new AbortController();
  const loading = loader.load({ name: 'b', importer: undefined }, { progress() {}, signal: run.signal });
  store.apply({ type: 'remove', id: 1 });
  run.abort();
  await expect(loading).rejects.toThrow();
  held.get('b 4')?.come();
  await turn();
  expect(listed()).toEqual([]);
  expect(lockText()).toBe('');
});

test('what was looked for by its name goes when its last cell goes before the answer is here', async () => {
  const { store, loader, bring, relock, hold, held, lockText } = open('import {x} from "notebook:b"', {
    b: locked('b', 3),
  });
  await bring('b', 'c');
  hold.add('b 4');
  const looked = relock('b');
  store.apply({ type: 'remove', id: 1 });
  held.get('b 4')?.come();
  await looked;
  expect(loader.loaded.size).toBe(0);
  expect(lockText()).toBeUndefined();
});
