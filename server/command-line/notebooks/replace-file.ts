import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createId } from '../../id';
import { readText } from './folder-state';

/** What a look at a file found: its text, or the sha256 of its bytes; undefined where there was none. */
export type Look = { readonly text: string | undefined } | { readonly hash: string | undefined };

export interface WrittenFile {
  readonly bytes: number;
  /** In milliseconds, as the disk has it. */
  readonly modified: number;
}

/**
 * Puts content in the place of what a look found there, whole or not at all. An editor may have written meanwhile: what is no longer as it was
 * stays, and undefined is given. Nothing of a person's in a folder is written over or removed but by this file.
 */
export async function replaceFile(
  path: string,
  content: string | Uint8Array,
  was: Look,
): Promise<WrittenFile | undefined> {
  const part = `${path}.${createId()}.part`;
  try {
    await writeFile(part, content, { flag: 'wx' });
    // Before it has its name: from then on an editor may write it, and that would be another file.
    const { size: bytes, mtimeMs: modified } = await stat(part);
    if (!(await isStill(path, was))) return undefined;
    await rename(part, path);
    return { bytes, modified };
  } finally {
    await rm(part, { force: true });
  }
}

/** Removes what a look found; false where it is no longer as it was, and stays. */
export async function removeFile(path: string, was: Look): Promise<boolean> {
  if (!(await isStill(path, was))) return false;
  await rm(path, { force: true });
  return true;
}

/** sha256 of a file; undefined where there is none. */
export async function hashFile(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  return hash.digest('hex');
}

async function isStill(path: string, was: Look): Promise<boolean> {
  if ('text' in was) return (await readText(path)) === was.text;
  const before = await look(path);
  if ((await hashFile(path)) !== was.hash) return false;
  // A large one takes a while to read.
  const after = await look(path);
  return before?.mtimeMs === after?.mtimeMs && before?.size === after?.size && before?.ino === after?.ino;
}

const look = (path: string): Promise<Stats | undefined> => stat(path).catch(() => undefined); // told by who reads it
