import type { RelockedPackage, UsedPackage } from '@/cells/bridge/modules';
import type { DocumentStore } from '@/cells/document/document-store';
import type { Edit } from '@/cells/document/edits';
import type { Cell } from '@/cells/document/notebook';
import {
  lockAttribute,
  type PackageLock,
  readPackageLock,
  writePackageLock,
} from '@/cells/document/package-lock';
import { lockKey, type PackageSpecifier, parsePackageSpecifier } from '@/cells/document/package-specifier';
import type { Kernel } from '@/cells/kernel/kernel';
import type { LockKeeper, PackageLoader } from './load-package';

/** The lock in the notebook that is open here. */
export function createLockKeeper(store: DocumentStore): LockKeeper {
  let known: { text: string | undefined; lock: PackageLock } | undefined;
  const lock = () => {
    const notebook = store.get();
    const text = notebook.attributes[lockAttribute];
    if (!known || known.text !== text) known = { text, lock: readPackageLock(notebook) };
    return known.lock;
  };
  return {
    locked: (key) => lock().get(key),
    keep(key, locked) {
      store.amend((attributes) => {
        const there = readPackageLock({ attributes });
        return there.has(key)
          ? {}
          : { [lockAttribute]: writePackageLock(new Map([...there, [key, locked]])) };
      });
    },
  };
}

/** Runs the cells again whose packages the lock now means otherwise: it was upgraded, or that was undone. */
export function followLock(
  { store, kernel }: { store: DocumentStore; kernel: Kernel },
  { loaded }: PackageLoader,
): void {
  let before = store.get().attributes[lockAttribute];
  store.subscribe(() => {
    const text = store.get().attributes[lockAttribute];
    if (text === before) return;
    before = text;
    const lock = readPackageLock(store.get());
    const moved = [...loaded].filter(([key, { integrity }]) => lock.get(key)?.integrity !== integrity);
    const cells = store.get().cells.filter((cell) => moved.some(([key]) => packagesOf(cell).has(key)));
    // After whoever gives the kernel the new notebook.
    if (cells.length > 0) queueMicrotask(() => kernel.run(cells.map(({ id }) => id)));
  });
}

/** What cells import, and what the lock holds for nobody. */
export function listPackages(store: DocumentStore): UsedPackage[] {
  const lock = readPackageLock(store.get());
  const used = new Map<string, { path: string; cells: number[] }>();
  for (const key of lock.keys()) used.set(key, { path: '', cells: [] });
  for (const cell of store.get().cells)
    for (const [key, { path }] of packagesOf(cell)) {
      const cells = used.get(key)?.cells ?? [];
      used.set(key, { path, cells: [...cells, cell.id] });
    }
  return [...used].flatMap(([key, { path, cells }]) => {
    const wanted = parsePackageSpecifier(`npm:${key}`);
    if (!wanted) return [];
    const { name, range } = wanted;
    return [{ key, name, range, path, locked: lock.get(key), cells: cells.slice(0, 2000) }];
  });
}

/** The edits that give names of packages another meaning. */
export function relockEdits(store: DocumentStore, packages: readonly RelockedPackage[]): Edit[] {
  const lock = new Map(readPackageLock(store.get()));
  for (const { key, to, locked } of packages) {
    lock.delete(key);
    if (locked) lock.set(to ?? key, locked);
  }
  const written = new Map(packages.flatMap(({ key, to }) => (to === undefined ? [] : [[key, to] as const])));
  const edits: Edit[] = [{ type: 'attributes', change: { [lockAttribute]: writePackageLock(lock) } }];
  for (const cell of store.get().cells) {
    const source = rewrite(cell, written);
    if (source !== cell.source) edits.push({ type: 'change', id: cell.id, change: { source } });
  }
  return edits;
}

function rewrite(cell: Cell, written: ReadonlyMap<string, string>): string {
  if (written.size === 0) return cell.source;
  return placesIn(cell).reduceRight((source, { specifier, start, end }) => {
    const wanted = parsePackageSpecifier(specifier);
    const to = wanted && written.get(lockKey(wanted));
    if (!wanted || to === undefined) return source;
    const quote = source[start] ?? "'";
    const path = wanted.path && `/${wanted.path}`;
    return `${source.slice(0, start)}${quote}npm:${to}${path}${quote}${source.slice(end)}`;
  }, cell.source);
}

/** By the name in the lock. */
const packagesOf = (cell: Cell): Map<string, PackageSpecifier> =>
  new Map(
    placesIn(cell).flatMap(({ specifier }) => {
      const wanted = parsePackageSpecifier(specifier);
      return wanted ? [[lockKey(wanted), wanted] as const] : [];
    }),
  );

/** By the text alone: it need not parse, nor be JavaScript. Offsets are those of the name with its quotes. */
const placesIn = ({ source }: Cell) =>
  source.includes('npm:')
    ? [...source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*((["'`])(npm:[^"'`\n]+)\2)/g)].map((match) => {
        const [whole, quoted = '', , specifier = ''] = match;
        const start = match.index + whole.length - quoted.length;
        return { specifier, start, end: start + quoted.length };
      })
    : [];
