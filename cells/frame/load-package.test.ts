import { expect, test } from 'vitest';
import { createCell, createNotebook } from '@/cells/document/create';
import { createDocumentStore } from '@/cells/document/document-store';
import { type LockedPackage, readPackageLock } from '@/cells/document/package-lock';
import { parsePackageSpecifier } from '@/cells/document/package-specifier';
import { createLockKeeper, followLock, relockEdits } from './keep-packages';
import { createPackageLoader } from './load-package';

const locked = (version: string): LockedPackage => ({
  ...{ version, dependencies: [] },
  integrity: `sha512-${version.replaceAll('.', '').padEnd(86, 'A')}==`,
});
const wanted = parsePackageSpecifier('npm:birds@1/look.css');

/** A notebook whose one cell imports `birds`; the test answers what the frame asks the page. */
function open() {
  const cell = createCell({ kind: 'javascript', id: 1, source: 'import "npm:birds@1/look.css"' });
  const store = createDocumentStore(createNotebook({ cells: [cell] }));
  const asked: { version: string | undefined; answer(version: string): void; fail(): void }[] = [];
  const request = (_: string, { locked: lock }: { locked?: LockedPackage }) =>
    new Promise((resolve, reject) => {
      const answer = (version: string) =>
        resolve({
          state: 'ready',
          module: {
            ...{ name: 'birds', ...locked(version), hash: version, format: 'css', notes: [] },
            url: `data:text/css,/*${version}*/`,
          },
        });
      asked.push({ version: lock?.version, answer, fail: () => reject(new Error('There is none.')) });
    });
  // It asks for nothing but packages.
  const bridge = { request } as unknown as Parameters<typeof createPackageLoader>[0];
  const loader = createPackageLoader(bridge, createLockKeeper(store), { add() {} });
  const ran: (readonly number[])[] = [];
  const kernel = { run: (which: readonly number[]) => ran.push(which) };
  followLock({ store, kernel: kernel as unknown as Parameters<typeof followLock>[0]['kernel'] }, loader);
  return {
    ...{ asked, ran },
    load() {
      if (!wanted) throw new Error('this is a specifier');
      const { signal } = new AbortController();
      return loader.load(wanted, { cellId: 1, signal, progress() {} });
    },
    relock: (to?: string) =>
      store.applyAll(relockEdits(store, [{ key: 'birds@1', locked: to ? locked(to) : undefined }])),
    lock: () => readPackageLock(store.get()).get('birds@1')?.version,
  };
}

const text = (version: string) => ({ default: `/*${version}*/` });
const turn = () => new Promise((resolve) => setTimeout(resolve));

test('the first answer is written down, and runs nothing again', async () => {
  const { asked, load, lock, ran } = open();
  const loading = load();
  asked[0]?.answer('1.0.0');
  expect(await loading).toEqual(text('1.0.0'));
  expect(lock()).toBe('1.0.0');
  await turn();
  expect(ran).toEqual([]);
});

test('an answer that comes after the lock was opened for an upgrade does not close it again', async () => {
  const { asked, load, relock, lock } = open();
  relock('1.0.0');
  const loading = load();
  relock();
  asked[0]?.answer('1.0.0');
  await turn();
  expect(lock()).toBeUndefined();
  expect(asked.map(({ version }) => version)).toEqual(['1.0.0', undefined]);
  asked[1]?.answer('1.1.0');
  expect(await loading).toEqual(text('1.1.0'));
  expect(lock()).toBe('1.1.0');
});

test('why there is none counts as little, once another version is wanted', async () => {
  const { asked, load, relock } = open();
  relock('1.0.0');
  const loading = load();
  relock('1.1.0');
  asked[0]?.fail();
  await turn();
  asked[1]?.answer('1.1.0');
  expect(await loading).toEqual(text('1.1.0'));
  const again = load();
  asked[2]?.fail();
  await expect(again).rejects.toThrow('There is none.');
});

test('two cells that ask first have one version, though another came out between their answers', async () => {
  const { asked, load, lock } = open();
  const both = [load(), load()];
  asked[0]?.answer('1.0.0');
  await both[0];
  asked[1]?.answer('1.1.0');
  await turn();
  expect(asked[2]?.version).toBe('1.0.0');
  asked[2]?.answer('1.0.0');
  expect(await Promise.all(both)).toEqual([text('1.0.0'), text('1.0.0')]);
  expect(lock()).toBe('1.0.0');
});

test('cells run again once when their package is upgraded, and once when that is undone', async () => {
  const { asked, load, relock, ran } = open();
  const first = load();
  asked[0]?.answer('1.0.0');
  await first;
  relock();
  await turn();
  expect(ran).toEqual([[1]]);
  const second = load();
  asked[1]?.answer('1.1.0');
  await second;
  await turn();
  expect(ran).toEqual([[1]]);
  relock('1.0.0');
  await turn();
  expect(ran).toEqual([[1], [1]]);
});
