import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { filesAttribute, isFileName, readFileLock, writeFileLock } from '@/cells/document/file-lock';
import { mediaTypeOf } from '@/cells/document/media-types';
import { parseNotebook } from '@/cells/document/parse';
import { serializeNotebook } from '@/cells/document/serialize';
import { createId } from '../../id';
import type { FolderEntry } from './folder-state';
import type { Workspace } from './workspace';

/** The files of `cities.html` lie in `cities.files`. */
export const filesFolder = (file: string): string => file.replace(/\.html$/, '.files');

type Known = Pick<FolderEntry, 'file' | 'files'>;

/**
 * The text of a notebook file with the list that its folder of files amounts to: what is new or another one there is in it. What is gone from the
 * folder stays listed, unless it is to go. The text is the given one where nothing differs.
 */
export async function listFolderFiles(
  folder: string,
  known: Known,
  { html, deletes }: { html: string; deletes: boolean },
): Promise<string> {
  const there = await readFolder(join(folder, filesFolder(known.file)), known);
  const before = known.files ?? {};
  if (there.size === 0 && Object.keys(before).length === 0) return html;
  let notebook: ReturnType<typeof parseNotebook>;
  try {
    notebook = parseNotebook(html);
  } catch {
    return html; // refused, in words, where it is sent
  }
  const listed = readFileLock(notebook);
  const lock = new Map(listed);
  for (const [name, { hash, bytes }] of there)
    if (lock.get(name)?.hash !== hash) lock.set(name, { hash, bytes, type: mediaTypeOf(name) });
  if (deletes) for (const name of Object.keys(before)) if (!there.has(name)) lock.delete(name);
  const text = writeFileLock(lock);
  if (text === writeFileLock(listed)) return html;
  const { [filesAttribute]: _, ...attributes } = notebook.attributes;
  return serializeNotebook({
    ...notebook,
    attributes: text === undefined ? attributes : { ...attributes, [filesAttribute]: text },
  });
}

/**
 * Brings the files that a notebook lists into its folder; those that it listed before and lists no more go, unless they were changed there. Gives the names
 * of those that the workspace has not got itself.
 */
export async function fetchFolderFiles(
  workspace: Workspace,
  folder: string,
  { id, known, html }: { id: string; known: FolderEntry; html: string },
): Promise<readonly string[]> {
  const lock = readFileLock(parseNotebook(html));
  const before = known.files ?? {};
  if (lock.size === 0 && Object.keys(before).length === 0) return [];
  const missing: string[] = [];
  const place = join(folder, filesFolder(known.file));
  const there = await readFolder(place, known);
  for (const [name, { hash }] of lock) {
    if (there.get(name)?.hash === hash) continue;
    const content = await workspace.readFile(id, { name, hash });
    if (!content) {
      missing.push(name);
      continue;
    }
    await mkdir(place, { recursive: true });
    await writeBytes(join(place, name), content);
  }
  for (const [name, { hash }] of Object.entries(before))
    if (!lock.has(name) && there.get(name)?.hash === hash) await rm(join(place, name), { force: true });
  known.files = Object.fromEntries(await readFolder(place, known));
  return missing;
}

/** Sends the files of a notebook's folder that the workspace has not got for it. */
export async function sendFolderFiles(
  workspace: Workspace,
  folder: string,
  { id, known, html }: { id: string; known: FolderEntry; html: string },
): Promise<void> {
  const lock = readFileLock(parseNotebook(html));
  const place = join(folder, filesFolder(known.file));
  const there = await readFolder(place, known);
  const missing = new Set(
    await workspace.missingFiles(
      id,
      [...lock.values()].map(({ hash }) => hash),
    ),
  );
  for (const [name, { hash }] of lock)
    if (missing.has(hash) && there.get(name)?.hash === hash)
      await workspace.keepFile(id, name, await readFile(join(place, name)));
  if (there.size > 0 || known.files) known.files = Object.fromEntries(there);
}

type Found = NonNullable<FolderEntry['files']>[string];

/** Files whose size and time are those known are not read again. */
async function readFolder(place: string, { files: before = {} }: Known): Promise<Map<string, Found>> {
  const found = new Map<string, Found>();
  const entries = await readdir(place, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  for (const entry of entries) {
    const name = entry.name.normalize();
    if (!entry.isFile() || name.startsWith('.') || name.endsWith('.part') || !isFileName(name)) continue;
    const path = join(place, entry.name);
    const { size: bytes, mtimeMs: modified } = await stat(path);
    const known = before[name];
    const hash = known?.bytes === bytes && known.modified === modified ? known.hash : await hashFile(path);
    found.set(name, { hash, bytes, modified });
  }
  return found;
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** There whole, or as it was. */
async function writeBytes(path: string, bytes: Uint8Array): Promise<void> {
  const part = `${path}.${createId()}.part`;
  try {
    await writeFile(part, bytes, { flag: 'wx' });
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
}
