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
  /** Lets a name mean another revision from now on. */
  reload(key: string): Promise<void>;
  /** All that is here, by the keys of the lock. */
  readonly loaded: ReadonlyMap<string, ImportedNotebook & { readonly hash: string }>;
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
  const loaded = new Map<string, ImportedNotebook & { readonly hash: string }>();
  const importers = new Map<string, ImportedNotebook>();

  async function ask(key: string, name: string, importer: ImportedNotebook | undefined): Promise<void> {
    const locked = lock.locked(key) ?? (importer && readNotebookLock(importer.notebook).get(name));
    const found =
      (locked && fromEnclosed(locked)) ??
      (await request('notebook.import', { name, importer: importer?.id, locked }).catch(inWords));
    const { id, title, revision, hash, html } = found;
    const notebook = parse(html, title);
    await prepare(notebook);
    loaded.set(key, { id, title, revision, hash, notebook });
    // Who is locked in the notebook that imports it needs no second lock.
    if (!locked) lock.keep(key, { id, revision, hash });
  }

  function fromEnclosed(locked: LockedNotebook) {
    const found = enclosed(locked);
    return found && { ...locked, ...found };
  }

  return {
    loaded,
    find: (name, importer) => loaded.get(keyOf(name, importer)),
    async load({ name, importer }, run) {
      const key = keyOf(name, importer);
      if (importer) importers.set(importer.id, importer);
      run.progress({ message: `Reading notebook:${name} …` });
      await orEnd(ask(key, name, importer), run.signal).finally(() => run.progress(undefined));
    },
    async reload(key) {
      const [, id, inner] = /^([^/]+)\/(.+)$/.exec(key) ?? [];
      const importer = id === undefined ? undefined : importers.get(id);
      await ask(key, importer ? (inner ?? key) : key, importer);
    },
  };
}

/** Names of titles have no slash. */
const keyOf = (name: string, importer: ImportedNotebook | undefined): string =>
  importer ? `${importer.id}/${name}` : name;

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
