import type { FrameEnd } from '@/cells/bridge/port';
import type { Notebook } from '@/cells/document/notebook';
import type { LockedNotebook } from '@/cells/document/notebook-lock';
import { isSameRevision, keyInLock, readNotebookLock } from '@/cells/document/notebook-lock';
import { parseNotebook } from '@/cells/document/parse';
import { type ImportedNotebook, placeOf } from '@/cells/kernel/imports/imported-scope';
import type { Missing } from '@/cells/kernel/imports/link-imports';
import type { RunScope } from '@/cells/kernel/kernel';
import { orEnd } from './load-package';

/** What the loader needs of the open notebook: which revisions its imports mean. */
export interface NotebookLockKeeper {
  locked(key: string): LockedNotebook | undefined;
  /** Writes down what a name meant at its first use. */
  keep(key: string, locked: LockedNotebook): void;
  /** Whether a cell imports by this name. */
  isImported(name: string): boolean;
}

export interface NotebookLoader {
  /** What is here already. */
  find(name: string, importer: ImportedNotebook | undefined): ImportedNotebook | undefined;
  load(wanted: Missing, run: Pick<RunScope, 'progress' | 'signal'>): Promise<void>;
  /** Lets a key of the lock mean another revision from now on. */
  reload(key: string): Promise<void>;
  /** Lets go of what a key of the lock meant, for nobody imports it. */
  drop(key: string): void;
  /** All that is here, by where it is imported: by one that is here at two revisions perhaps twice. */
  readonly loaded: ReadonlyMap<string, LoadedNotebook>;
}

export interface LoadedNotebook extends ImportedNotebook {
  /** As the lock has it. */
  readonly key: string;
  readonly hash: string;
}

interface Loaded extends LoadedNotebook {
  readonly name: string;
  readonly importer: ImportedNotebook | undefined;
}

export interface NotebookSources {
  /** What the notebook brings along of others, as a slice does. */
  enclosed(locked: LockedNotebook): { title: string; html: string } | undefined;
  /** Waits for what reads its cells. */
  prepare(notebook: Notebook): Promise<unknown> | undefined;
}

/** Other notebooks come from the page, each at the revision that the lock says, once in a frame. */
export function createNotebookLoader(
  { request }: Pick<FrameEnd, 'request'>,
  lock: NotebookLockKeeper,
  { enclosed, prepare }: NotebookSources,
): NotebookLoader {
  const loaded = new Map<string, Loaded>();

  async function ask({ name, importer }: Missing, isWanted: () => boolean): Promise<void> {
    const found = await findLocked({ name, importer });
    const place = placeOf(name, importer);
    const { key, id, revision, hash } = found;
    if (isWanted()) loaded.set(place, found);
    else loaded.delete(place);
    letGo();
    // Who is locked in the notebook that imports it needs no second lock.
    if (loaded.has(place) && !meant({ name, importer })) lock.keep(key, { id, revision, hash });
  }

  /** The lock of the open notebook says it first, then that of the one that imports it. */
  const meant = ({ name, importer }: Missing): LockedNotebook | undefined =>
    lock.locked(keyInLock(name, importer)) ?? (importer && readNotebookLock(importer.notebook).get(name));

  /**
   * What the lock means once the answer is here: while it was on its way another cell may have been first, or a person may have
   * chosen another revision. Neither that answer counts then, nor why there was none.
   */
  async function findLocked(wanted: Missing): Promise<Loaded> {
    for (;;) {
      const locked = meant(wanted);
      const found = await bring(wanted, locked).catch((error: unknown) => ({ error }));
      const now = meant(wanted);
      const here = loaded.get(placeOf(wanted.name, wanted.importer));
      if (isSameRevision(now, locked)) {
        if ('error' in found) throw found.error;
        return found;
      }
      if (!('error' in found) && isSameRevision(now, found)) return found;
      if (here && isSameRevision(now, here)) return here;
    }
  }

  async function bring({ name, importer }: Missing, locked: LockedNotebook | undefined): Promise<Loaded> {
    const part = locked && fromEnclosed(locked);
    const found =
      part ?? (await request('notebook.import', { name, importer: importer?.id, locked }).catch(inWords));
    const { id, title, revision, hash, html } = found;
    const notebook = parse(html, title);
    await prepare(notebook);
    const isPart = part !== undefined;
    return { key: keyInLock(name, importer), name, importer, id, title, revision, hash, notebook, isPart };
  }

  const isImported = ({ name, importer }: Missing): boolean =>
    importer
      ? [...loaded.values()].some(({ id, revision }) => id === importer.id && revision === importer.revision)
      : lock.isImported(name);

  /** Of what nobody imports any more: a notebook came at another revision, or went, and so did what it imported in turn. */
  function letGo(): void {
    const wanted = new Set<string>();
    const reach = (importer: ImportedNotebook | undefined) => {
      for (const [place, each] of loaded) {
        if (wanted.has(place) || placeOf(each.name, importer) !== place) continue;
        wanted.add(place);
        reach(each);
      }
    };
    reach(undefined);
    for (const place of loaded.keys()) if (!wanted.has(place)) loaded.delete(place);
  }

  function fromEnclosed(locked: LockedNotebook) {
    const found = enclosed(locked);
    return found && { ...locked, ...found };
  }

  return {
    loaded,
    find: (name, importer) => loaded.get(placeOf(name, importer)),
    async load(wanted, run) {
      run.progress({ message: `Reading notebook:${wanted.name} …` });
      // A cell that still runs wants it, whatever is being typed there.
      const isWanted = () => (!wanted.importer && !run.signal.aborted) || isImported(wanted);
      await orEnd(ask(wanted, isWanted), run.signal).finally(() => run.progress(undefined));
    },
    async reload(key) {
      const there = [...loaded.values()].filter((each) => each.key === key);
      await Promise.all(
        there.map(({ name, importer }) =>
          ask(
            { name, importer },
            () => loaded.has(placeOf(name, importer)) && isImported({ name, importer }),
          ),
        ),
      );
    },
    drop(key) {
      for (const [place, each] of loaded) if (each.key === key) loaded.delete(place);
      letGo();
    },
  };
}

/** What the page says is a whole sentence. */
function inWords(cause: Error): never {
  throw new Error(cause.message, { cause });
}

function parse(html: string, title: string) {
  try {
    return parseNotebook(html);
  } catch (cause) {
    throw new Error(`“${title}” cannot be read as a notebook.`, { cause });
  }
}
