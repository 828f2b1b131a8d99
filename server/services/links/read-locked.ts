import { readFileLock } from '@/cells/document/file-lock';
import { readPackageLock } from '@/cells/document/package-lock';
import { lockKey } from '@/cells/document/package-specifier';
import { parseNotebook } from '@/cells/document/parse';
import type { System } from '../../context';
import { AppError } from '../../errors';
import { openFile } from '../notebooks';
import { findLocked, type StoredModule } from '../packages';
import { asReader, type OpenLink, readText } from './open-link';

/** A package that the shown text locks, as it is stored. Nothing is fetched for a reader by link. @throws AppError for any other */
export async function findSharedPackage(
  system: System,
  link: OpenLink,
  { name, range, path }: { name: string; range: string; path: string },
): Promise<StoredModule> {
  const key = lockKey({ name, range });
  const locked = readPackageLock(parseNotebook(await readText(system, link))).get(key);
  if (!locked)
    throw new AppError(
      'forbidden',
      `This app may not use npm:${key}: its notebook has no version of it yet. Whoever wrote it can open the notebook and run it once.`,
    );
  const stored = await findLocked(system, { name, path, locked });
  if (stored) return stored;
  throw new AppError(
    'not_found',
    `npm:${key} is not stored on this server. Whoever wrote this app can open the notebook and run it once.`,
  );
}

/** A file that the shown text lists. @throws AppError for any other */
export async function openSharedFile(
  system: System,
  link: OpenLink,
  { name, hash }: { name: string; hash: string },
): Promise<{ readonly hash: string }> {
  const listed = readFileLock(parseNotebook(await readText(system, link))).get(name);
  if (listed?.hash !== hash)
    throw new AppError(
      'forbidden',
      `This app lists no such file ${name} any more. Reload the page for its newest version.`,
    );
  return openFile(await asReader(system), { notebookId: link.notebookId, name, hash });
}
