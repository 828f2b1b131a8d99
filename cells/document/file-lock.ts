import { readEntries, writeEntries } from './entries';
import { isFileHash } from './file-hash';
import type { Notebook } from './notebook';

/** A file beside a notebook: what its name means, to the byte. */
export interface NotebookFile {
  /** sha256, lower-case hex. */
  readonly hash: string;
  readonly bytes: number;
  readonly type: string;
}

/** By the name under which cells read it. */
export type FileLock = ReadonlyMap<string, NotebookFile>;

/** The attribute of the notebook that lists its files. */
export const filesAttribute = 'data-files';

/** `cities.json=9f86… 2113 application/json; look.js=60303ae… 88 text/javascript` */
export function readFileLock({ attributes }: Pick<Notebook, 'attributes'>): FileLock {
  const lock = new Map<string, NotebookFile>();
  for (const [name, [hash = '', bytes = '', type = '']] of readEntries(attributes[filesAttribute]))
    if (isFileName(name) && isFileHash(hash) && /^\d{1,15}$/.test(bytes) && isMediaType(type))
      lock.set(name, { hash, bytes: Number(bytes), type });
  return lock;
}

/** The attribute's text; undefined where there is no file. */
export const writeFileLock = (lock: FileLock): string | undefined =>
  writeEntries(
    new Map([...lock].map(([name, { hash, bytes, type }]) => [name, [hash, String(bytes), type]])),
  );

const longestName = 200;

/** Files lie side by side: a name is no path. */
export const isFileName = (name: string): boolean =>
  name.length <= longestName &&
  /^[^/\\\p{Cc}]+$/u.test(name) &&
  !/^\.{1,2}$/.test(name) &&
  name === name.trim();

/**
 * Whether a file may get this name now: in bytes of UTF-8 it is no longer either, for disks take 255 and need some of them while a file is
 * written. Files that were kept under longer names before this was asked are still listed and read.
 */
export const isNewFileName = (name: string): boolean =>
  isFileName(name) && new TextEncoder().encode(name).byteLength <= longestName;

/** What `isNewFileName` asks for, in words. */
export const fileNameRule =
  'A file name has 200 bytes at most (200 Latin, 100 Cyrillic or Greek, 66 Chinese or Japanese characters), no slash or backslash, and no blank at either end.';

export const isMediaType = (text: string): boolean => /^[\w.+-]{1,60}\/[\w.+-]{1,100}$/.test(text);
