import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { foreignLimits, type GatheredModel, gatherModel } from '@/cells/ml/elsewhere/gather-model';
import { AppError } from '../errors';

/** The model in a file, an archive or a folder of this machine. @throws AppError in words when there is none */
export async function readModelFiles(path: string): Promise<GatheredModel> {
  const about = await stat(path).catch((cause: unknown) => {
    throw new AppError('not_found', `There is no file or folder ${path}.`, { cause });
  });
  const paths = about.isDirectory() ? await listFiles(path) : [path];
  if (paths.length > foreignLimits.files)
    throw new AppError('too_large', `The folder holds more than ${foreignLimits.files} files.`);
  const nameOf = (file: string) =>
    file === path ? basename(file) : relative(path, file).split(sep).join('/');
  const given: { name: string; bytes: Uint8Array }[] = [];
  let total = 0;
  for (const file of paths) {
    total += (await stat(file)).size;
    if (total > foreignLimits.totalBytes)
      throw new AppError(
        'too_large',
        `A model of at most ${foreignLimits.totalBytes / 1024 ** 2} MB is taken.`,
      );
    given.push({ name: nameOf(file), bytes: new Uint8Array(await readFile(file)) });
  }
  try {
    return gatherModel(given);
  } catch (cause) {
    throw new AppError('unprocessable', cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Without hidden ones, and without what links lead to. */
async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (path) =>
        !relative(folder, path)
          .split(sep)
          .some((step) => step.startsWith('.')),
    )
    .sort();
}
