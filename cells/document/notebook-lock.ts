import { readEntries, writeEntries } from './entries';
import { isFileHash } from './file-hash';
import type { Notebook } from './notebook';

/** The revision of another notebook that an import means. */
export interface LockedNotebook {
  readonly id: string;
  readonly revision: number;
  /** sha256 of its file, in hexadecimal. */
  readonly hash: string;
}

/** By the name that cells import from; of what an imported notebook imports in turn by its id and that name, `id/name`. */
export type NotebookLock = ReadonlyMap<string, LockedNotebook>;

/** The attribute of the notebook that holds the lock. */
export const notebookLockAttribute = 'data-notebooks';

/** `sales-forecast=01JX… 12 9f86d0…; styles=01JY… 3 60303a…` */
export function readNotebookLock({ attributes }: Pick<Notebook, 'attributes'>): NotebookLock {
  const lock = new Map<string, LockedNotebook>();
  for (const [key, [id = '', number = '', hash = '']] of readEntries(attributes[notebookLockAttribute])) {
    const revision = Number(number);
    if (isNotebookId(id) && Number.isSafeInteger(revision) && revision > 0 && isFileHash(hash))
      lock.set(key, { id, revision, hash });
  }
  return lock;
}

/** The attribute's text; undefined for an empty lock. */
export function writeNotebookLock(lock: NotebookLock): string | undefined {
  return writeEntries(
    new Map([...lock].map(([key, { id, revision, hash }]) => [key, [id, String(revision), hash]])),
  );
}

/** What the lock calls a name: of what an imported notebook imports in turn by its id, too. Names of titles have no slash. */
export const keyInLock = (name: string, importer: { readonly id: string } | undefined): string =>
  importer ? `${importer.id}/${name}` : name;

/** Whether both mean the same text; also where neither means any. */
export const isSameRevision = (one: LockedNotebook | undefined, other: LockedNotebook | undefined): boolean =>
  one?.id === other?.id && one?.revision === other?.revision && one?.hash === other?.hash;

export const isNotebookId = (text: string): boolean => /^[\w-]{1,100}$/.test(text);
