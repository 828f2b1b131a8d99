import { readFileLock } from '@/cells/document/file-lock';
import { readPackageLock } from '@/cells/document/package-lock';
import { lockKey } from '@/cells/document/package-specifier';
import type { System } from '../../context';
import { AppError } from '../../errors';
import { openFile } from '../notebooks';
import { findLocked, type StoredModule } from '../packages';
import { asReader, type OpenLink } from './open-link';
import { readTexts } from './shared-parts';

/** A package as a cell wants it. */
export interface WantedPackage {
  readonly name: string;
  readonly range: string;
  readonly path: string;
  /** The notebook at whose locks is looked, where it is not the shown one. */
  readonly imported?: string | undefined;
  /** Which of its locks is meant, where it is here at several revisions. */
  readonly integrity?: string | undefined;
}

/** A package that the shown text locks, as it is stored. Nothing is fetched for a reader by link. @throws AppError for any other */
export async function findSharedPackage(
  system: System,
  link: OpenLink,
  { name, range, path, imported, integrity }: WantedPackage,
): Promise<StoredModule> {
  const key = lockKey({ name, range });
  const locked = (await readTexts(system, link, imported))
    .flatMap((text) => readPackageLock(text).get(key) ?? [])
    .find((each) => integrity === undefined || each.integrity === integrity);
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

/** A file that the shown text lists, or what is shown of another notebook. @throws AppError for any other */
export async function openSharedFile(
  system: System,
  link: OpenLink,
  { name, hash, imported }: { name: string; hash: string; imported?: string | undefined },
): Promise<{ readonly hash: string }> {
  const texts = await readTexts(system, link, imported);
  if (!texts.some((text) => readFileLock(text).get(name)?.hash === hash))
    throw new AppError(
      'forbidden',
      `This app lists no such file ${name} any more. Reload the page for its newest version.`,
    );
  return openFile(await asReader(system), { notebookId: link.notebookId, name, hash, imported });
}
