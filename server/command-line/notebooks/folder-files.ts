import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type FileLock,
  filesAttribute,
  isNewFileName,
  readFileLock,
  writeFileLock,
} from '@/cells/document/file-lock';
import { mediaTypeOf } from '@/cells/document/media-types';
import { parseNotebook } from '@/cells/document/parse';
import { serializeNotebook } from '@/cells/document/serialize';
import type { FolderRun } from './folder-run';
import type { FolderEntry } from './folder-state';
import { hashFile, removeFile, replaceFile } from './replace-file';
import type { Workspace } from './workspace';

/** The files of `cities.html` lie in `cities.files`. */
export const filesFolder = (file: string): string => file.replace(/\.html$/, '.files');

type Known = Pick<FolderEntry, 'file' | 'files' | 'brought'>;

export interface ListedFiles {
  /** The text with the list that the folder amounts to; the given one where nothing differs. */
  readonly html: string;
  /** Whether a file that it lists lies here, and the workspace is not known to have it. */
  readonly hasUnsent: boolean;
}

/**
 * What the folder of a notebook's files makes of its text: what is new or another one there is in the list. What did not change there is as the
 * text lists it. What is gone from the folder stays listed, unless it is to go.
 */
export async function listFolderFiles(
  folder: string,
  known: Known,
  { html, deletes }: { html: string; deletes: boolean },
): Promise<ListedFiles> {
  const there = await readFolder(join(folder, filesFolder(known.file)), known);
  const before = known.files ?? {};
  if (there.size === 0 && Object.keys(before).length === 0) return { html, hasUnsent: false };
  let notebook: ReturnType<typeof parseNotebook>;
  try {
    notebook = parseNotebook(html);
  } catch {
    return { html, hasUnsent: false }; // refused, in words, where it is sent
  }
  const listed = readFileLock(notebook);
  const lock = new Map(listed);
  for (const [name, { hash, bytes }] of there) {
    const isOther = before[name]?.hash !== hash || known.brought?.includes(name);
    if (isOther && lock.get(name)?.hash !== hash) lock.set(name, { hash, bytes, type: mediaTypeOf(name) });
  }
  // A name that is not looked for here is not gone for that.
  if (deletes)
    for (const name of Object.keys(before)) if (isFolderName(name) && !there.has(name)) lock.delete(name);
  const hasUnsent = unsureOf(lock, there, before).size > 0;
  const text = writeFileLock(lock);
  if (text === writeFileLock(listed)) return { html, hasUnsent };
  const { [filesAttribute]: _, ...attributes } = notebook.attributes;
  const adjusted = text === undefined ? attributes : { ...attributes, [filesAttribute]: text };
  return { html: serializeNotebook({ ...notebook, attributes: adjusted }), hasUnsent };
}

/** Why a file that the workspace lists is not in the folder as it lists it. */
export interface UnfetchedFile {
  readonly name: string;
  /** The workspace has not got it itself; it was changed in the folder; files of such names are left alone there. */
  readonly because: 'missing' | 'changed' | 'hidden' | 'long';
}

/**
 * Brings the files that a notebook lists into its folder; those that it listed before and lists no more go. What was changed in the folder
 * stays. In a conflict, with `mine` as the folder's text, none goes, none that was deleted in the folder comes back, and what that text does not
 * list as the workspace does counts as changed there: so it is in what the person then pushes.
 */
export async function fetchFolderFiles(
  { workspace, folder, remember }: Pick<FolderRun, 'workspace' | 'folder' | 'remember'>,
  { id, known, html, mine }: { id: string; known: FolderEntry; html: string; mine?: string | undefined },
): Promise<readonly UnfetchedFile[]> {
  const lock = readFileLock(parseNotebook(html));
  const before = known.files ?? {};
  if (lock.size === 0 && Object.keys(before).length === 0) return [];
  const listedHere = mine === undefined ? undefined : readFileLock(parseNotebook(mine));
  const unfetched: UnfetchedFile[] = [];
  const place = join(folder, filesFolder(known.file));
  const there = await readFolder(place, known);
  const missing = await missingOf(workspace, id, unsureOf(lock, there, before));
  // Noted one by one: a run that is ended half-way knows which of them it brought.
  const files = { ...before };
  known.files = files;
  for (const [name, { hash }] of lock) {
    const found = there.get(name);
    if (!isFolderName(name)) unfetched.push({ name, because: isNewFileName(name) ? 'hidden' : 'long' });
    else if (found?.hash === hash) {
      if (!missing.has(hash)) files[name] = toKnown(found); // else it is to be sent
    } else if (listedHere && !found && before[name]?.hash === hash) continue;
    else if (found && found.hash !== before[name]?.hash) unfetched.push({ name, because: 'changed' });
    else {
      const content = await workspace.readFile(id, { name, hash });
      if (content) {
        await mkdir(place, { recursive: true });
        const brought = await replaceFile(found?.path ?? join(place, name), content, { hash: found?.hash });
        if (brought) files[name] = { hash, ...brought };
        else unfetched.push({ name, because: 'changed' });
      } else unfetched.push({ name, because: 'missing' });
    }
    if (listedHere && listedHere.get(name)?.hash !== hash && files[name]?.hash === hash)
      known.brought = [...new Set([...(known.brought ?? []), name])];
    await remember();
  }
  if (listedHere) return unfetched;
  for (const [name, { hash }] of Object.entries(before)) {
    if (lock.has(name)) continue;
    const found = there.get(name);
    if (found?.hash === hash) await removeFile(found.path, { hash });
    delete files[name];
    await remember();
  }
  delete known.brought;
  return unfetched;
}

/** Whether a file that the notebook lists is not in its folder: it was taken away, or never came. */
export async function lacksFiles(folder: string, known: Known, html: string): Promise<boolean> {
  const there = await readFolder(join(folder, filesFolder(known.file)), known);
  return [...readFileLock(parseNotebook(html)).keys()].some((name) => isFolderName(name) && !there.has(name));
}

/** What there is to know once the workspace has a text and the files that lie here. */
export interface SentFiles {
  /** For the folder's state, once the workspace has the text that lists them, too. */
  readonly files: FolderEntry['files'];
  /** What the text lists and neither side has. */
  readonly missing: readonly UnfetchedFile[];
}

/** Sends the files of a notebook's folder that the workspace has not got for it. Notes nothing: the text may be refused yet. */
export async function sendFolderFiles(
  workspace: Workspace,
  folder: string,
  { id, known, html }: { id: string; known: Known; html: string },
): Promise<SentFiles> {
  const lock = readFileLock(parseNotebook(html));
  const there = await readFolder(join(folder, filesFolder(known.file)), known);
  const missing = await missingOf(workspace, id, lock);
  const files: KnownFiles = {};
  for (const name of new Set([...lock.keys(), ...there.keys()])) {
    const found = there.get(name);
    let isListed = found !== undefined && found.hash === lock.get(name)?.hash;
    if (found && isListed && missing.has(found.hash)) {
      const content = await readFile(found.path);
      isListed = createHash('sha256').update(content).digest('hex') === found.hash;
      if (isListed) {
        await workspace.keepFile(id, name, content);
        missing.delete(found.hash);
      }
    }
    // What changed since it was listed is sent the next time; what is gone from the folder may yet have to go there.
    const agreed = found && isListed ? toKnown(found) : known.files?.[name];
    if (agreed) files[name] = agreed;
  }
  return {
    files: there.size > 0 || known.files ? files : undefined,
    missing: [...lock]
      .filter(([, { hash }]) => missing.has(hash))
      .map(([name]) => ({ name, because: 'missing' })),
  };
}

/** Of the files that are listed, those that lie here and are not known to lie in the workspace. */
const unsureOf = (lock: FileLock, there: ReadonlyMap<string, Found>, before: KnownFiles): FileLock =>
  new Map(
    [...lock].filter(([name, { hash }]) => there.get(name)?.hash === hash && before[name]?.hash !== hash),
  );

/** Hashes of those listed that the workspace has not got for the notebook. */
const missingOf = async (workspace: Workspace, id: string, lock: FileLock): Promise<Set<string>> =>
  new Set(
    await workspace.missingFiles(
      id,
      [...lock.values()].map(({ hash }) => hash),
    ),
  );

/** The files of a notebook that is gone go with it; what was changed or put there since stays. */
export async function removeFolderFiles(folder: string, known: Known): Promise<void> {
  const place = join(folder, filesFolder(known.file));
  for (const [name, { hash, path }] of await readFolder(place, known))
    if (known.files?.[name]?.hash === hash) await removeFile(path, { hash });
  await rmdir(place).catch(() => {}); // there was none, or something is left in it
}

/** Whether the folder of a file's name holds nothing, or only what this notebook lists: another one's would become its own. */
export async function isFreeFolder(folder: string, file: string, html: string): Promise<boolean> {
  const there = await readFolder(join(folder, filesFolder(file)), { file });
  if (there.size === 0) return true;
  const lock = readFileLock(parseNotebook(html));
  return [...there].every(([name, { hash }]) => lock.get(name)?.hash === hash);
}

export type KnownFiles = NonNullable<FolderEntry['files']>;
type KnownFile = KnownFiles[string];

interface Found extends KnownFile {
  /** As the disk spells it, which may be in other code points than the list. */
  readonly path: string;
}

const toKnown = ({ hash, bytes, modified }: Found): KnownFile => ({ hash, bytes, modified });

/** Hidden files and half-written ones are no files of a notebook. */
const isFolderName = (name: string): boolean =>
  isNewFileName(name) && !name.startsWith('.') && !name.endsWith('.part');

/** Files of a folder by their names, spelled as the disk does; none where there is no folder. */
async function listNames(place: string): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  const entries = await readdir(place, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  for (const entry of entries) {
    const name = entry.name.normalize();
    if (entry.isFile() && isFolderName(name) && !(names.has(name) && entry.name !== name))
      names.set(name, entry.name);
  }
  return names;
}

/** Whether any file of a notebook lies in the folder of its files. */
export const holdsFiles = async (folder: string, file: string): Promise<boolean> =>
  (await listNames(join(folder, filesFolder(file)))).size > 0;

/** Files whose size and time are those known are not read again. */
async function readFolder(place: string, { files: before = {} }: Known): Promise<Map<string, Found>> {
  const found = new Map<string, Found>();
  for (const [name, spelled] of await listNames(place)) {
    const path = join(place, spelled);
    const { size: bytes, mtimeMs: modified } = await stat(path);
    const known = before[name];
    const hash = known?.bytes === bytes && known.modified === modified ? known.hash : await hashFile(path);
    if (hash !== undefined) found.set(name, { hash, bytes, modified, path });
  }
  return found;
}
