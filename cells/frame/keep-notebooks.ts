import type { RelockedNotebook, UsedNotebook } from '@/cells/bridge/notebooks';
import type { DocumentStore } from '@/cells/document/document-store';
import type { Edit } from '@/cells/document/edits';
import type { Notebook } from '@/cells/document/notebook';
import {
  isSameRevision,
  type NotebookLock,
  notebookLockAttribute,
  readNotebookLock,
  writeNotebookLock,
} from '@/cells/document/notebook-lock';
import type { Kernel } from '@/cells/kernel/kernel';
import type { NamesElsewhere } from '@/components/notebook/services';
import type { ImportedCells } from './imported-cells';
import type { NotebookLoader, NotebookLockKeeper } from './load-notebooks';

/** The lock in the notebook that is open here. `ran`: what runs imports by a name too, while the line that says so is being typed. */
export function createNotebookLockKeeper(store: DocumentStore, ran: () => Notebook): NotebookLockKeeper {
  return {
    locked: (key) => readNotebookLock(store.get()).get(key),
    keep(key, locked) {
      store.amend((attributes) => {
        const there = readNotebookLock({ attributes });
        return there.has(key)
          ? {}
          : { [notebookLockAttribute]: writeNotebookLock(new Map([...there, [key, locked]])) };
      });
    },
    isImported: (name) => [store.get(), ran()].some((notebook) => importersOf(notebook, name).length > 0),
  };
}

interface Followed {
  readonly store: DocumentStore;
  readonly kernel: Pick<Kernel, 'get' | 'run' | 'setNotebook'>;
  /** The notebook as the kernel has it. */
  ran(): Notebook;
  /** A revision could not be had. */
  failed(error: unknown): void;
}

/** Brings the revisions that the lock means now: it was changed by hand, or that was undone. */
export function followNotebookLock(
  { store, kernel, ran, failed }: Followed,
  { loader, halfHere }: Pick<ImportedCells, 'loader' | 'halfHere'>,
): void {
  /** `waiting`: cells that import by that name, and had nothing of it: they may now. */
  const changed = (key: string, waiting: readonly number[]) => {
    kernel.setNotebook(ran());
    // Who never ran waits to be asked.
    const again = [...new Set([...waiting, ...halfHere(key)])].filter(
      (id) => kernel.get(id).state !== 'idle',
    );
    if (again.length > 0) kernel.run(again);
  };
  let before = store.get().attributes[notebookLockAttribute];
  store.subscribe(() => {
    const text = store.get().attributes[notebookLockAttribute];
    if (text === before) return;
    const [old, lock] = [before, text].map((each = '') =>
      readNotebookLock({ attributes: { [notebookLockAttribute]: each } }),
    );
    before = text;
    for (const key of new Set([...(old?.keys() ?? []), ...(lock?.keys() ?? [])])) {
      const locked = lock?.get(key);
      if (isSameRevision(old?.get(key), locked)) continue;
      // Looked for by its name it would come back into the lock. Of what others import their locks say it.
      if (!locked && importersOf(store.get(), key).length === 0 && !key.includes('/')) loader.drop(key);
      const here = findAll(key, loader);
      if (here.length === 0) changed(key, importersOf(ran(), key));
      else if (here.some((each) => !isSameRevision(each, locked)))
        void loader
          .reload(key)
          .catch(failed)
          .then(() => changed(key, []));
    }
  });
}

const findAll = (wanted: string, { loaded }: Pick<NotebookLoader, 'loaded'>) =>
  [...loaded.values()].filter(({ key }) => key === wanted);

const importersOf = ({ cells }: Notebook, key: string): number[] =>
  cells.flatMap(({ id, source }) => (namesIn(source).includes(key) ? id : []));

/** What cells import from, and what the lock holds for nobody. */
export function listNotebooks(store: DocumentStore, { loaded }: NotebookLoader): UsedNotebook[] {
  const lock = readNotebookLock(store.get());
  const used = new Map<string, number[]>(
    [...lock.keys(), ...[...loaded.values()].map(({ key }) => key)].map((key) => [key, []]),
  );
  for (const cell of store.get().cells)
    for (const name of new Set(namesIn(cell.source))) used.set(name, [...(used.get(name) ?? []), cell.id]);
  return [...used].flatMap(([key, cells]) => {
    const [here] = findAll(key, { loaded });
    const locked = lock.get(key) ?? (here && { id: here.id, revision: here.revision, hash: here.hash });
    return [{ key, title: here?.title, locked, cells: cells.slice(0, 2000) }];
  });
}

/** What completes in an import: of what is here. */
export const namesElsewhere = ({
  loader,
  linker,
}: Pick<ImportedCells, 'loader' | 'linker'>): NamesElsewhere => ({
  notebooks: () => [...loader.loaded.values()].flatMap(({ key }) => (key.includes('/') ? [] : key)),
  namesIn(name) {
    const found = loader.find(name, undefined);
    return found ? linker.namesIn(found) : [];
  },
});

/** The edit that lets names mean other revisions. */
export function relockNotebooks(notebook: Notebook, changes: readonly RelockedNotebook[]): Edit {
  const lock = new Map<string, NonNullable<ReturnType<NotebookLock['get']>>>(readNotebookLock(notebook));
  for (const { key, locked } of changes) {
    lock.delete(key);
    if (locked) lock.set(key, locked);
  }
  return { type: 'attributes', change: { [notebookLockAttribute]: writeNotebookLock(lock) } };
}

/** By the text alone: it need not parse. */
const namesIn = (source: string): string[] =>
  source.includes('notebook:')
    ? [...source.matchAll(/\bfrom\s*(["'])notebook:([^"'\n]+)\1/g)].map(([, , name = '']) => name.trim())
    : [];
