import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../context';
import { createId } from '../../id';
import { type Duckdb, type DuckdbOptions, openDuckdb } from './open-duckdb';

/** An engine of its own with a folder for what does not fit in memory; both are gone when `work` is done. */
export async function openWithSpill<T>(
  { config }: Pick<Context, 'config'>,
  options: Omit<DuckdbOptions, 'folder'>,
  work: (db: Duckdb) => Promise<T>,
): Promise<T> {
  const folder = join(config.dataFolder, 'work', `spill-${createId()}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    await using db = await openDuckdb({ ...options, folder });
    return await work(db);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
