import type { FrameEnd } from '@/cells/bridge/port';
import type { Notebook } from '@/cells/document/notebook';
import type { LockedNotebook } from '@/cells/document/notebook-lock';
import { readNotebookLock } from '@/cells/document/notebook-lock';
import { parseNotebook } from '@/cells/document/parse';
import type { ImportedNotebook } from '@/cells/kernel/imports/imported-scope';
import type { Missing } from '@/cells/kernel/imports/link-imports';
import type { RunScope } from '@/cells/kernel/kernel';
import { orEnd } from './load-package';

/** What the loader needs of the open notebook: which revisions its imports mean. */
export interface NotebookLockKeeper {
  locked(key: string): LockedNotebook | undefined;
  /** Writes down what a name meant at its first use. */
  keep(key: string, locked: LockedNotebook): void;
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

  async function ask(name: string, importer: ImportedNotebook | undefined): Promise<void> {
    const key = keyOf(name, importer);
    const locked = lock.locked(key) ?? (importer && readNotebookLock(importer.notebook).get(name));
    const found =
      (locked && fromEnclosed(locked)) ??
      (await request('notebook.import', { name, importer: importer?.id, locked }).catch(inWords));
    const { id, title, revision, hash, html } = found;
    const notebook = parse(html, title);
    await prepare(notebook);
    loaded.set(placeOf(name, importer), { key, name, importer, id, title, revision, hash, notebook });
    letGo();
    // Who is locked in the notebook that imports it needs no second lock.
    if (!locked) lock.keep(key, { id, revision, hash });
  }

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
    async load({ name, importer }, run) {
      run.progress({ message: `Reading notebook:${name} …` });
      await orEnd(ask(name, importer), run.signal).finally(() => run.progress(undefined));
    },
    async reload(key) {
      const meant = [...loaded.values()].filter((each) => each.key === key);
      await Promise.all(meant.map(({ name, importer }) => ask(name, importer)));
    },
    drop(key) {
      for (const [place, each] of loaded) if (each.key === key) loaded.delete(place);
      letGo();
    },
  };
}

/** Names of titles have no slash. */
const keyOf = (name: string, importer: ImportedNotebook | undefined): string =>
  importer ? `${importer.id}/${name}` : name;

/** The lock says the same of all revisions of an importer; where it says nothing, each has a lock of its own. */
const placeOf = (name: string, importer: ImportedNotebook | undefined): string =>
  importer ? `${importer.id} ${importer.revision}/${name}` : name;

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
