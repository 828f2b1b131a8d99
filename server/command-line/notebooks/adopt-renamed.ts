import { rename, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../errors';
import { toFileError } from './file-error';
import { filesFolder, holdsFiles } from './folder-files';
import { type FolderState, hashOf, listFiles, readText } from './folder-state';

export interface Adopted {
  /** Old and new names of files whose own files could not follow: nothing is known of them until somebody has looked. */
  readonly stuck: ReadonlySet<string>;
  /** Why, a line each. */
  readonly told: readonly string[];
}

/**
 * A file that is gone while an unknown one has its content was renamed, and its folder of files goes with it. Where its notebook is gone, too, the
 * new name makes it a new notebook.
 */
export async function adoptRenamed(
  folder: string,
  state: FolderState,
  isThere: (id: string) => Promise<boolean>,
): Promise<Adopted> {
  const stuck = new Set<string>();
  const told: string[] = [];
  const files = await listFiles(folder);
  const known = new Set(Object.values(state.notebooks).map(({ file }) => file));
  const gone = Object.entries(state.notebooks).filter(([, { file }]) => !files.includes(file));
  if (gone.length === 0) return { stuck, told };
  for (const file of files) {
    if (known.has(file)) continue;
    const hash = hashOf((await readText(join(folder, file))) ?? '');
    const match = gone.find(([, one]) => one.hash === hash);
    if (!match) continue;
    gone.splice(gone.indexOf(match), 1);
    const [id, was] = match;
    if (!(await isThere(id))) {
      delete state.notebooks[id];
      continue;
    }
    try {
      await moveFiles(folder, was.file, file);
    } catch (caught) {
      const error = toFileError(caught);
      if (!(error instanceof AppError)) throw error;
      stuck.add(was.file).add(file);
      told.push(
        `✕ ${was.file} is ${file} now, and ${filesFolder(was.file)} could not follow: ${error.message} Bring its files to the one place yourself, or name it otherwise.`,
      );
      continue;
    }
    was.file = file;
  }
  return { stuck, told };
}

/** The folder of the one name gets the other, unless there is none, or somebody has emptied it: then its files are where they should be. */
async function moveFiles(folder: string, from: string, to: string): Promise<void> {
  const old = join(folder, filesFolder(from));
  if (!(await holdsFiles(folder, from))) {
    await rmdir(old).catch(() => {}); // there was none, or something else is left in it
    return;
  }
  const place = join(folder, filesFolder(to));
  // An empty one would be in the way on some systems.
  await rmdir(place).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(old, place);
}
