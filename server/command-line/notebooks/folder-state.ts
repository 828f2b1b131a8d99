import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../errors';
import { createId } from '../../id';

/** What a folder and the workspace last agreed on, of one notebook. */
const entry = z.object({
  /** A name in the folder, never a path. */
  file: z.string().regex(/^[^/\\]+\.html$/),
  revision: z.number().int(),
  /** sha256 of the file then. */
  hash: z.string(),
  /** The revision that was put beside it because both sides had changed. */
  conflict: z.number().int().optional(),
  /** sha256 of what was put there: somebody may work in it. */
  conflictHash: z.string().optional(),
  /** Those of its files that both had then, by their names: here in `cities.files` beside `cities.html`. */
  files: z
    .record(z.string(), z.object({ hash: z.string(), bytes: z.number(), modified: z.number() }))
    .optional(),
  /** Names of those that came from the workspace with its conflict, and are to be pushed as if they were changed here. */
  brought: z.array(z.string()).optional(),
});
const stateFile = z.object({ server: z.string(), notebooks: z.record(z.string(), entry) });

export type FolderEntry = z.infer<typeof entry>;
export type FolderState = z.infer<typeof stateFile>;

export const stateName = '.cellar-notebooks.json';

/**
 * What is known of the folder; empty where nothing was synced yet.
 * @throws AppError when the file is damaged, or the folder belongs to another server
 */
export async function readState(folder: string, server: string): Promise<FolderState> {
  const text = await readText(join(folder, stateName));
  if (text === undefined) return { server, notebooks: {} };
  const parsed = stateFile.safeParse(readJson(text));
  if (!parsed.success)
    throw new AppError(
      'unprocessable',
      `${join(folder, stateName)} is damaged. Move it away and pull into an empty folder; then copy your own changes there.`,
    );
  if (parsed.data.server !== server)
    throw new AppError(
      'conflict',
      `This folder is in step with ${parsed.data.server}, not with ${server}. Set CELLAR_URL, or use another folder.`,
    );
  return parsed.data;
}

export const writeState = (folder: string, state: FolderState): Promise<void> =>
  writeWhole(join(folder, stateName), `${JSON.stringify(state, null, 2)}\n`);

/** Notebook files of the folder, without those that show a conflict. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((one) => one.isFile() && one.name.endsWith('.html') && !one.name.endsWith(conflictEnding))
    .map(({ name }) => name)
    .sort();
}

const conflictEnding = '.conflict.html';
export const conflictName = (file: string): string => file.replace(/\.html$/, conflictEnding);

/** The text of a file; undefined where there is none. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** There whole, or as it was. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const part = `${path}.${createId()}.part`;
  try {
    await writeFile(part, text, { flag: 'wx' });
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // told as damaged
  }
}
