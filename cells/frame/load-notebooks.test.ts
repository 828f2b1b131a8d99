import { expect, test } from 'vitest';
import { createCell, createNotebook } from '@/cells/document/create';
import { createDocumentStore } from '@/cells/document/document-store';
import { type LockedNotebook, writeNotebookLock } from '@/cells/document/notebook-lock';
import { serializeNotebook } from '@/cells/document/serialize';
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
  const request = async (_: string, { name, locked: wanted }: { name: string; locked?: LockedNotebook }) => {
    const id = wanted?.id ?? name;
    const revision = wanted?.revision ?? newest[id] ?? 1;
    asked.push(`${id} ${revision}`);
    const entries = Object.entries(locks[`${id} ${revision}`] ?? {});
    const own = { 'data-notebooks': writeNotebookLock(new Map(entries)) ?? '' };
    const html = serializeNotebook({ ...createNotebook({ cells: [] }), attributes: own });
    return { id, title: id.toUpperCase(), revision, hash: hashOf(revision), html };
  };
  // It asks for nothing but notebooks.
  const bridge = { request } as unknown as Parameters<typeof createNotebookLoader>[0];
  const loader = createNotebookLoader(bridge, createNotebookLockKeeper(store), {
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
  followNotebookLock(store, loader, () => told());
  const listed = () => listNotebooks(store, loader).map((each) => `${each.key} ${each.locked?.revision}`);
  return { store, loader, asked, bring, relock, listed };
}

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

test('what no cell imports any more leaves the lock for good; what one does is looked for by its name', async () => {
  const { store, asked, bring, relock, listed } = open('import {x} from "notebook:b"', {
    ...{ b: locked('b', 3), c: locked('c', 2) },
  });
  await bring('b');
  await bring('c');
  await relock('c');
  expect(listed()).toEqual(['b 3']);
  expect(asked).toEqual(['b 3', 'c 2']);
  await relock('b');
  expect(listed()).toEqual(['b 4']);
  expect(store.get().attributes['data-notebooks']).toBe(`b=b 4 ${hashOf(4)}`);
});
