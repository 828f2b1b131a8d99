import { join } from 'node:path';
import { readFileLock } from '@/cells/document/file-lock';
import { parseNotebook } from '@/cells/document/parse';
import {
  fetchFolderFiles,
  filesFolder,
  type KnownFiles,
  sendFolderFiles,
  type UnfetchedFile,
} from './folder-files';
import type { FolderRun } from './folder-run';
import { conflictName, type FolderEntry, hashOf, readText } from './folder-state';
import { replaceFile } from './replace-file';
import type { RemoteNotebook } from './workspace';

/** Brings the workspace's text and files in the place of the folder's, unless an editor has written it since: the next run sees both then. */
export async function fetchInto(
  run: FolderRun,
  id: string,
  { known, written, sign }: { known: FolderEntry; written: string | undefined; sign: string },
): Promise<void> {
  const path = join(run.folder, known.file);
  const theirs = await run.workspace.read(id);
  if (!theirs || (await readText(path)) !== written) return;
  // Before the text, so that a run that is ended half-way fetches them again.
  await fetchFiles(run, id, { known, html: theirs.html });
  if (!(await replaceFile(path, theirs.html, { text: written }))) return;
  Object.assign(known, { revision: theirs.revision, hash: hashOf(theirs.html) });
  await run.remember();
  run.done.push(`${sign} ${known.file}: revision ${theirs.revision}.`);
}

/** `mine`, in a conflict: the folder's text, as it lies there. */
export async function fetchFiles(
  run: FolderRun,
  id: string,
  { known, html, mine }: { known: FolderEntry; html: string; mine?: string },
): Promise<void> {
  for (const unfetched of await fetchFolderFiles(run, { id, known, html, mine }))
    run.open.push(`· ${sayUnfetched(known.file, unfetched, mine !== undefined)}`);
}

/**
 * Sends the files of a text, and then the text itself where `save` does it; the text in the folder gets the list that was sent. What is sent
 * counts once both have that text: where the workspace refuses it, or an editor wrote meanwhile, it is listed, sent and noted again.
 */
export async function sendFiles(
  run: FolderRun,
  id: string,
  {
    known,
    html,
    written,
    save,
  }: { known: FolderEntry; html: string; written: string; save?: () => Promise<void> },
): Promise<void> {
  const { files, missing } = await sendFolderFiles(run.workspace, run.folder, { id, known, html });
  await save?.();
  const isListed =
    html === written || (await replaceFile(join(run.folder, known.file), html, { text: written }));
  if (isListed) {
    known.files = files;
    delete known.brought;
  } else known.files = withoutNews(files, { known, html, written });
  await run.remember();
  for (const each of missing) run.open.push(`· ${sayUnfetched(known.file, each, false)}`);
}

/** Of the files that the folder's text does not list as the sent one does, what was known before: so they still count as changed there. */
function withoutNews(
  files: KnownFiles | undefined,
  { known, html, written }: { known: FolderEntry; html: string; written: string },
): KnownFiles | undefined {
  const sent = readFileLock(parseNotebook(html));
  const here = readFileLock(parseNotebook(written));
  const kept = { ...files };
  for (const name of new Set([...sent.keys(), ...here.keys()])) {
    if (sent.get(name)?.hash === here.get(name)?.hash) continue;
    const before = known.files?.[name];
    if (before) kept[name] = before;
    else delete kept[name];
  }
  return files && kept;
}

/**
 * Puts the workspace's text beside the folder's. What the folder then holds once that is removed counts as made in knowledge of it. Where a person has
 * written there, that stays, and the workspace's comes when it is gone.
 */
export async function tellConflict(
  run: FolderRun,
  known: FolderEntry,
  { mine, theirs }: { mine: string; theirs: RemoteNotebook & { html: string } },
): Promise<void> {
  await fetchFiles(run, theirs.id, { known, html: theirs.html, mine });
  const beside = join(run.folder, conflictName(known.file));
  const there = await readText(beside);
  const isOurs = there === undefined || hashOf(there) === known.conflictHash || there === theirs.html;
  if (!isOurs || !(await replaceFile(beside, theirs.html, { text: there })))
    return run.fail(
      `✕ ${known.file} changed here and in the workspace (revision ${theirs.revision}), and ${conflictName(known.file)} was written by somebody: put what you want of that into ${known.file} and remove it. The workspace's comes in its place with the next run.`,
    );
  Object.assign(known, { conflict: theirs.revision, conflictHash: hashOf(theirs.html) });
  await run.remember();
  run.fail(
    `✕ ${known.file} changed here and in the workspace (revision ${theirs.revision}). The workspace's is in ${conflictName(known.file)}: put what you want of it into ${known.file}, remove it, and push.`,
  );
}

function sayUnfetched(file: string, { name, because }: UnfetchedFile, inConflict: boolean): string {
  switch (because) {
    case 'missing':
      return `${file} lists ${name}, which the workspace has not got. Put it into ${filesFolder(file)} and push, or add it there, in the Files panel.`;
    case 'changed':
      return `${filesFolder(file)}/${name} changed here, and is another one in the workspace. Yours stays, and goes there ${inConflict ? 'when the conflict is solved' : "with the next push; move it away and pull to have the workspace's"}.`;
    case 'hidden':
      return `${file} lists ${name}, which stays in the workspace: files that begin with a dot or end in .part are left alone here. Rename it there, in the Files panel.`;
    case 'long':
      return `${file} lists ${name}, which stays in the workspace: its name is longer than 200 bytes, and disks may refuse it. Rename it there, in the Files panel.`;
  }
}
