import { join } from 'node:path';
import { filesAttribute } from '@/cells/document/file-lock';
import { AppError } from '../../errors';
import { adoptRenamed } from './adopt-renamed';
import { toFileError } from './file-error';
import { filesFolder, isFreeFolder, lacksFiles, listFolderFiles, removeFolderFiles } from './folder-files';
import type { FolderRun, SyncOptions, SyncResult } from './folder-run';
import {
  conflictName,
  type FolderEntry,
  hashOf,
  listFiles,
  readState,
  readText,
  writeState,
} from './folder-state';
import { freeName } from './free-name';
import { fetchFiles, fetchInto, sendFiles, tellConflict } from './move-notebook';
import { removeFile, replaceFile } from './replace-file';
import { mostListed, type RemoteNotebook, type Workspace } from './workspace';

/**
 * Brings a folder of notebook files and the workspace in step, from what both last agreed on. What changed on both sides stays on both:
 * the workspace's is put beside the file as `name.conflict.html`, and neither moves until that file is removed; what the file then holds
 * counts as made in knowledge of it.
 */
export async function syncFolder(
  workspace: Workspace,
  folder: string,
  options: SyncOptions,
): Promise<SyncResult> {
  const state = await readState(folder, workspace.url);
  const listed = await workspace.list();
  const remotes = new Map(listed.map((remote) => [remote.id, remote]));
  let failed = false;
  const run: FolderRun = {
    ...options,
    ...{ workspace, folder, state, done: [], open: [] },
    fail(line) {
      failed = true;
      run.open.push(line);
    },
    remember: () => writeState(folder, state),
  };
  const attempt = async (name: string, act: () => Promise<void>) => {
    try {
      await act();
    } catch (caught) {
      const error = toFileError(caught);
      if (!(error instanceof AppError) || error.code === 'unavailable') throw error;
      run.fail(`✕ ${name}: ${error.message}`);
    } finally {
      await run.remember();
    }
  };
  const findRemote = async (id: string) =>
    remotes.get(id) ?? (listed.length === mostListed ? await workspace.read(id) : undefined);

  const { stuck, told } = await adoptRenamed(folder, state, async (id) => !!(await findRemote(id)));
  for (const line of told) run.fail(line);
  for (const [id, known] of Object.entries(state.notebooks))
    if (!stuck.has(known.file))
      await attempt(known.file, async () => syncKnown(run, { id, known, remote: await findRemote(id) }));
  if (run.direction !== 'push') {
    for (const remote of listed)
      if (!state.notebooks[remote.id]) await attempt(remote.title, () => pullNew(run, remote.id));
    if (listed.length === mostListed)
      run.open.push(`· The workspace lists ${mostListed} notebooks; older ones were not fetched.`);
  }
  if (run.direction !== 'pull') {
    const known = new Set(Object.values(state.notebooks).map(({ file }) => file));
    for (const file of await listFiles(folder))
      if (!known.has(file) && !stuck.has(file)) await attempt(file, () => pushNew(run, file));
  }
  return { done: run.done, open: run.open, failed };
}

/** A notebook that both sides had. */
async function syncKnown(
  run: FolderRun,
  { id, known, remote }: { id: string; known: FolderEntry; remote: RemoteNotebook | undefined },
): Promise<void> {
  const { workspace, folder, direction, deletes } = run;
  const pulls = direction !== 'push';
  const pushes = direction !== 'pull';
  const written = await readText(join(folder, known.file));
  if (written === undefined) return syncGone(run, { id, known, remote });
  const { html: here, hasUnsent } = await listFolderFiles(folder, known, {
    html: written,
    deletes: deletes && pushes,
  });
  if (!remote) return dropDeleted(run, { id, known, written, here });
  if (known.conflict !== undefined) {
    const conflict = join(folder, conflictName(known.file));
    if ((await readText(conflict)) !== undefined) {
      const theirs = remote.revision === known.conflict ? undefined : await workspace.read(id);
      if (theirs) return tellConflict(run, known, { mine: written, theirs });
      return run.fail(
        `✕ ${known.file} is in conflict: see ${conflictName(known.file)}, and remove it when you are done.`,
      );
    }
    // Whoever removed it has seen that revision: the file stands on it now.
    known.revision = known.conflict;
    known.hash = '';
    delete known.conflict;
    delete known.conflictHash;
  }
  const changedHere = hashOf(here) !== known.hash;
  const changedThere = remote.revision !== known.revision;
  if (changedThere && changedHere) {
    const theirs = await workspace.read(id);
    if (!theirs) return;
    if (theirs.html === here) await fetchInto(run, id, { known, written, sign: '=' });
    else await tellConflict(run, known, { mine: written, theirs });
  } else if (changedThere && pulls) await fetchInto(run, id, { known, written, sign: '↓' });
  else if (!changedHere && pushes && (hasUnsent || here !== written)) {
    // The workspace has the text, and an ended run left something: files that did not get there, or the list of them in the folder's text.
    await sendFiles(run, id, { known, html: here, written });
    run.done.push(`↑ ${known.file}: its files.`);
  } else if (
    !changedHere &&
    here.includes(filesAttribute) &&
    (direction === 'pull' ? await lacksFiles(folder, known, here) : pulls && !known.files)
  )
    await fetchFiles(run, id, { known, html: here });
  else if (changedHere && pushes) {
    const save = async () => {
      const { revision } = await workspace.save(id, here, known.revision);
      Object.assign(known, { revision, hash: hashOf(here) });
      run.done.push(`↑ ${known.file}: revision ${revision}.`);
    };
    try {
      await sendFiles(run, id, { known, html: here, written, save });
    } catch (error) {
      // Changed there since it was listed.
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
      const theirs = await workspace.read(id);
      if (theirs) await tellConflict(run, known, { mine: written, theirs });
    }
  }
}

/** A notebook whose file is gone. */
async function syncGone(
  run: FolderRun,
  { id, known, remote }: { id: string; known: FolderEntry; remote: RemoteNotebook | undefined },
): Promise<void> {
  const { workspace, folder, state, direction, deletes } = run;
  if (!remote) {
    if (direction !== 'push' && deletes) await removeFolderFiles(folder, known);
    delete state.notebooks[id];
  } else if (direction === 'pull') await fetchInto(run, id, { known, written: undefined, sign: '+' });
  else if (deletes && remote.revision === known.revision) {
    await workspace.remove(id);
    delete state.notebooks[id];
    run.done.push(`− ${known.file}: its notebook was put in the trash.`);
  } else
    run.open.push(
      remote.revision === known.revision
        ? `· ${known.file} is gone. Push with --delete to put its notebook in the trash, or pull to have the file again.`
        : `· ${known.file} is gone, and its notebook was changed in the workspace. Pull to have it again.`,
    );
}

/** A file whose notebook is gone. */
async function dropDeleted(
  run: FolderRun,
  { id, known, written, here }: { id: string; known: FolderEntry; written: string; here: string },
): Promise<void> {
  const { folder, state, open } = run;
  if (hashOf(here) !== known.hash)
    open.push(
      `· ${known.file} was deleted in the workspace and changed here. Restore it there, or give ${known.files ? `the file and ${filesFolder(known.file)} the same other name` : 'the file another name'} to add it as a new notebook.`,
    );
  else if (run.direction === 'push' || !run.deletes)
    open.push(
      `· ${known.file} was deleted in the workspace. Pull with --delete to delete the file, or restore the notebook there.`,
    );
  else if (await removeFile(join(folder, known.file), { text: written })) {
    await removeFolderFiles(folder, known);
    delete state.notebooks[id];
    run.done.push(`− ${known.file}: deleted, as in the workspace.`);
  }
}

/** A notebook that is new to the folder. */
async function pullNew(run: FolderRun, id: string): Promise<void> {
  const { workspace, folder, state } = run;
  const theirs = await workspace.read(id);
  if (!theirs) return;
  // The text first: then the name, and the folder beside it, are this notebook's, whatever else comes into the folder meanwhile.
  let file: string;
  do {
    const names = new Set(
      [...(await listFiles(folder)), ...Object.values(state.notebooks).map((known) => known.file)].map(
        (name) => name.toLowerCase(),
      ),
    );
    file = await freeName(
      theirs.title,
      async (name) => !names.has(name) && (await isFreeFolder(folder, name, theirs.html)),
    );
  } while (!(await replaceFile(join(folder, file), theirs.html, { text: undefined })));
  // No revision yet: a run that is ended half-way fetches the files again.
  const known: FolderEntry = { file, revision: 0, hash: hashOf(theirs.html) };
  state.notebooks[id] = known;
  await run.remember();
  await fetchFiles(run, id, { known, html: theirs.html });
  known.revision = theirs.revision;
  run.done.push(`+ ${file}: revision ${theirs.revision}.`);
}

/** A file that is new to the workspace. */
async function pushNew(run: FolderRun, file: string): Promise<void> {
  const { workspace, folder, state } = run;
  const written = await readText(join(folder, file));
  if (written === undefined) return;
  const { html } = await listFolderFiles(folder, { file }, { html: written, deletes: false });
  const { id, revision } = await workspace.create(html);
  const known: FolderEntry = { file, revision, hash: hashOf(html) };
  state.notebooks[id] = known;
  await run.remember(); // before its files, which may take long: else the next run would make it once more
  run.done.push(`↑ ${file}: a new notebook.`);
  await sendFiles(run, id, { known, html, written });
}
