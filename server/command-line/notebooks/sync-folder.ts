import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { filesAttribute } from '@/cells/document/file-lock';
import { AppError } from '../../errors';
import { adoptRenamed } from './adopt-renamed';
import { toFileError } from './file-error';
import {
  fetchFolderFiles,
  filesFolder,
  isFreeFolder,
  lacksFiles,
  listFolderFiles,
  removeFolderFiles,
  sendFolderFiles,
  type UnfetchedFile,
} from './folder-files';
import {
  conflictName,
  type FolderEntry,
  hashOf,
  listFiles,
  readState,
  readText,
  stateName,
  writeState,
  writeWhole,
} from './folder-state';
import { mostListed, type RemoteNotebook, type Workspace } from './workspace';

export interface SyncOptions {
  /** Changes of the workspace come into the folder, those of the folder go to the workspace, or both. */
  readonly direction: 'pull' | 'push' | 'both';
  /** What is gone on one side goes on the other. */
  readonly deletes: boolean;
}

export interface SyncResult {
  /** What was done, a line each. */
  readonly done: readonly string[];
  /** What is not in step and why, a line each: conflicts, refusals, deletions that wait for a flag. */
  readonly open: readonly string[];
  /** Whether anything of `open` needs somebody. */
  readonly failed: boolean;
}

/**
 * Brings a folder of notebook files and the workspace in step, from what both last agreed on. What changed on both sides stays on both:
 * the workspace's is put beside the file as `name.conflict.html`, and neither moves until that file is removed; what the file then holds
 * counts as made in knowledge of it.
 */
export async function syncFolder(
  workspace: Workspace,
  folder: string,
  { direction, deletes }: SyncOptions,
): Promise<SyncResult> {
  const state = await readState(folder, workspace.url);
  const listed = await workspace.list();
  const remotes = new Map(listed.map((remote) => [remote.id, remote]));
  const done: string[] = [];
  const open: string[] = [];
  let failed = false;
  const pulls = direction !== 'push';
  const pushes = direction !== 'pull';

  const attempt = async (name: string, act: () => Promise<void>) => {
    try {
      await act();
    } catch (caught) {
      const error = toFileError(caught);
      if (!(error instanceof AppError) || error.code === 'unavailable') throw error;
      open.push(`✕ ${name}: ${error.message}`);
      failed = true;
    } finally {
      // After each: a run that is ended half-way knows what it did.
      await writeState(folder, state);
    }
  };
  const tellConflict = async (
    known: FolderEntry,
    { mine, theirs }: { mine: string; theirs: RemoteNotebook & { html: string } },
  ) => {
    await fetchFiles(theirs.id, known, { html: theirs.html, mine });
    await writeWhole(join(folder, conflictName(known.file)), theirs.html);
    known.conflict = theirs.revision;
    failed = true;
    open.push(
      `✕ ${known.file} changed here and in the workspace (revision ${theirs.revision}). The workspace's is in ${conflictName(known.file)}: put what you want of it into ${known.file}, remove it, and push.`,
    );
  };

  const findRemote = async (id: string) =>
    remotes.get(id) ?? (listed.length === mostListed ? await workspace.read(id) : undefined);

  const { stuck, told } = await adoptRenamed(folder, state, async (id) => !!(await findRemote(id)));
  open.push(...told);
  failed ||= told.length > 0;
  for (const [id, known] of Object.entries(state.notebooks)) {
    if (stuck.has(known.file)) continue;
    await attempt(known.file, async () => {
      const path = join(folder, known.file);
      const written = await readText(path);
      const { html: here, hasUnsent } =
        written === undefined
          ? { html: undefined, hasUnsent: false }
          : await listFolderFiles(folder, known, { html: written, deletes: deletes && pushes });
      const remote = await findRemote(id);
      if (!remote) {
        if (here === undefined) {
          if (pulls && deletes) await removeFolderFiles(folder, known);
          delete state.notebooks[id];
        } else if (pulls && deletes && hashOf(here) === known.hash) {
          await rm(path);
          await removeFolderFiles(folder, known);
          delete state.notebooks[id];
          done.push(`− ${known.file}: deleted, as in the workspace.`);
        } else
          open.push(
            hashOf(here) === known.hash
              ? `· ${known.file} was deleted in the workspace. Pull with --delete to delete the file, or restore the notebook there.`
              : `· ${known.file} was deleted in the workspace and changed here. Restore it there, or give ${known.files ? `the file and ${filesFolder(known.file)} the same other name` : 'the file another name'} to add it as a new notebook.`,
          );
        return;
      }
      if (here === undefined) {
        if (direction === 'pull') await fetchInto(id, known, { written, sign: '+' });
        else if (deletes && remote.revision === known.revision) {
          await workspace.remove(id);
          delete state.notebooks[id];
          done.push(`− ${known.file}: its notebook was put in the trash.`);
        } else
          open.push(
            remote.revision === known.revision
              ? `· ${known.file} is gone. Push with --delete to put its notebook in the trash, or pull to have the file again.`
              : `· ${known.file} is gone, and its notebook was changed in the workspace. Pull to have it again.`,
          );
        return;
      }
      if (known.conflict !== undefined) {
        const conflict = join(folder, conflictName(known.file));
        if ((await readText(conflict)) !== undefined) {
          const theirs = remote.revision === known.conflict ? undefined : await workspace.read(id);
          if (theirs) return tellConflict(known, { mine: here, theirs });
          open.push(
            `✕ ${known.file} is in conflict: see ${conflictName(known.file)}, and remove it when you are done.`,
          );
          failed = true;
          return;
        }
        // Whoever removed it has seen that revision: the file stands on it now.
        known.revision = known.conflict;
        known.hash = '';
        delete known.conflict;
      }
      const changedHere = hashOf(here) !== known.hash;
      const changedThere = remote.revision !== known.revision;
      if (changedThere && changedHere) {
        const theirs = await workspace.read(id);
        if (!theirs) return;
        if (theirs.html === here) await fetchInto(id, known, { written, sign: '=' });
        else await tellConflict(known, { mine: here, theirs });
      } else if (changedThere && pulls) await fetchInto(id, known, { written, sign: '↓' });
      else if (!changedHere && hasUnsent && pushes) {
        await sendFiles(id, known, { html: here });
        done.push(`↑ ${known.file}: its files.`);
      } else if (
        !changedHere &&
        here.includes(filesAttribute) &&
        (direction === 'pull' ? await lacksFiles(folder, known, here) : pulls && !known.files)
      )
        await fetchFiles(id, known, { html: here });
      else if (changedHere && pushes) {
        try {
          await sendFiles(id, known, {
            html: here,
            async save() {
              const { revision } = await workspace.save(id, here, known.revision);
              if (here !== written) await writeWhole(path, here);
              Object.assign(known, { revision, hash: hashOf(here) });
              delete known.brought;
              done.push(`↑ ${known.file}: revision ${revision}.`);
            },
          });
        } catch (error) {
          // Changed there since it was listed.
          if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
          const theirs = await workspace.read(id);
          if (theirs) await tellConflict(known, { mine: here, theirs });
        }
      }
    });
  }

  const taken = async () =>
    new Set([
      ...(await listFiles(folder)).map((file) => file.toLowerCase()),
      ...Object.values(state.notebooks).map(({ file }) => file.toLowerCase()),
    ]);
  if (pulls)
    for (const remote of listed) {
      if (state.notebooks[remote.id]) continue;
      await attempt(remote.title, async () => {
        const theirs = await workspace.read(remote.id);
        if (!theirs) return;
        const names = await taken();
        const file = await freeName(
          theirs.title,
          async (name) => !names.has(name) && (await isFreeFolder(folder, name, theirs.html)),
        );
        const known: FolderEntry = { file, revision: theirs.revision, hash: hashOf(theirs.html) };
        await fetchFiles(remote.id, known, { html: theirs.html });
        await writeWhole(join(folder, file), theirs.html);
        state.notebooks[remote.id] = known;
        done.push(`+ ${file}: revision ${theirs.revision}.`);
      });
    }
  if (pushes) {
    const known = new Set(Object.values(state.notebooks).map(({ file }) => file));
    for (const file of await listFiles(folder)) {
      if (known.has(file) || stuck.has(file)) continue;
      await attempt(file, async () => {
        const written = (await readText(join(folder, file))) ?? '';
        const { html } = await listFolderFiles(folder, { file }, { html: written, deletes: false });
        const { id, revision } = await workspace.create(html);
        const entry: FolderEntry = { file, revision, hash: hashOf(html) };
        state.notebooks[id] = entry;
        if (html !== written) await writeWhole(join(folder, file), html);
        done.push(`↑ ${file}: a new notebook.`);
        await sendFiles(id, entry, { html });
      });
    }
  }
  if (pulls && listed.length === mostListed)
    open.push(`· The workspace lists ${mostListed} notebooks; older ones were not fetched.`);
  return { done, open, failed };

  /** Before the text, so that a run that is ended half-way fetches them again. */
  async function fetchFiles(
    id: string,
    known: FolderEntry,
    { html, mine }: { html: string; mine?: string },
  ): Promise<void> {
    for (const unfetched of await fetchFolderFiles(workspace, folder, { id, known, html, mine }))
      open.push(`· ${sayUnfetched(known.file, unfetched, mine !== undefined)}`);
  }

  /** What is sent counts once the workspace has the text, too: where that is refused, all is sent and noted again. */
  async function sendFiles(
    id: string,
    known: FolderEntry,
    { html, save }: { html: string; save?: () => Promise<void> },
  ): Promise<void> {
    const { files, missing } = await sendFolderFiles(workspace, folder, { id, known, html });
    await save?.();
    known.files = files;
    for (const each of missing) open.push(`· ${sayUnfetched(known.file, each, false)}`);
  }

  async function fetchInto(
    id: string,
    known: FolderEntry,
    { written, sign }: { written: string | undefined; sign: string },
  ): Promise<void> {
    const path = join(folder, known.file);
    const theirs = await workspace.read(id);
    // Gone meanwhile, or an editor has just written the file: the next run sees both.
    if (!theirs || (await readText(path)) !== written) return;
    await fetchFiles(id, known, { html: theirs.html });
    await writeWhole(path, theirs.html);
    Object.assign(known, { revision: theirs.revision, hash: hashOf(theirs.html) });
    done.push(`${sign} ${known.file}: revision ${theirs.revision}.`);
  }
}

function sayUnfetched(file: string, { name, because }: UnfetchedFile, inConflict: boolean): string {
  switch (because) {
    case 'missing':
      return `${file} lists ${name}, which the workspace has not got. Put it into ${filesFolder(file)} and push, or add it there, in the Files panel.`;
    case 'changed':
      return `${filesFolder(file)}/${name} changed here, and is another one in the workspace. Yours stays, and goes there ${inConflict ? 'when the conflict is solved' : "with the next push; move it away and pull to have the workspace's"}.`;
    case 'name':
      return `${file} lists ${name}, which stays in the workspace: files that begin with a dot or end in .part are left alone here. Rename it there, in the Files panel.`;
  }
}

/** With the longest ending that a file gets here, no disk refuses a name of so many bytes. */
const longestName = 150;

/** A file name for a title that is free in the folder, in any case of letters. */
async function freeName(title: string, isFree: (name: string) => Promise<boolean>): Promise<string> {
  let plain = title.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80);
  while (Buffer.byteLength(plain) > longestName) plain = [...plain].slice(0, -1).join('');
  plain = plain.replace(/^-+|-+$/g, '').toLowerCase() || 'notebook';
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? `${plain}.html` : `${plain}-${number}.html`;
    if (name !== stateName && (await isFree(name))) return name;
  }
}
