import { openAsBlob } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import type { Config } from '../config';
import { AppError } from '../errors';
import type { Database } from './database';
import { createDurable, openDurable, syncPath } from './durable-file-system';

/** Dumps of the embedded database: whole copies of its folder, packed, under `<data folder>/dumps/`. */
const keptDumps = 7;
const dumpPattern = /^database-[0-9TZ-]+\.tar\.gz$/;

export const dumpFolder = (dataFolder: string) => join(dataFolder, 'dumps');

/** Oldest first, with their sizes in bytes. */
export async function listDumps(dataFolder: string): Promise<{ file: string; bytes: number; at: Date }[]> {
  const folder = dumpFolder(dataFolder);
  const names = (await readdir(folder).catch(() => [])).filter((name) => dumpPattern.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const file = join(folder, name);
      const { size, mtime } = await stat(file);
      return { file, bytes: size, at: mtime };
    }),
  );
}

/** Makes a dump when the newest is older than the settings ask for; gives its file. PostgreSQL has tools of its own. */
export async function dumpWhenDue(
  db: Database,
  config: Pick<Config, 'dataFolder' | 'dumpHours' | 'databaseUrl'>,
  now: Date,
): Promise<string | undefined> {
  if (config.databaseUrl || config.dumpHours === 0) return undefined;
  const newest = (await listDumps(config.dataFolder)).at(-1);
  // A database without a dump is as old as the file that PostgreSQL makes once.
  const since = newest?.at ?? (await stat(join(config.dataFolder, 'database', 'PG_VERSION'))).mtime;
  if (now.getTime() - since.getTime() < config.dumpHours * 3_600_000) return undefined;
  return dumpDatabase(db, config.dataFolder, now);
}

/** Writes one dump, whole or not at all, and deletes the oldest beyond seven. */
export async function dumpDatabase(db: Database, dataFolder: string, now: Date): Promise<string> {
  const folder = dumpFolder(dataFolder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `database-${now.toISOString().replaceAll(/[:.]/g, '-')}.tar.gz`);
  const draft = `${file}.part`;
  // Drizzle keeps the engine that it was made with here; only the embedded one is dumped.
  const { $client: pglite } = db as unknown as { $client: PGlite };
  await pglite.exec('checkpoint');
  const packed = await pglite.dumpDataDir('gzip');
  try {
    const handle = await open(draft, 'w', 0o600);
    try {
      for await (const chunk of packed.stream()) await handle.write(chunk);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
    syncPath(folder);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  for (const old of (await listDumps(dataFolder)).slice(0, -keptDumps)) await rm(old.file);
  return file;
}

/**
 * Puts a dump in the place of the database. The caller holds the lock of the data folder. What was there is kept beside it;
 * gives its folder. The dump is opened and looked at before anything is replaced.
 */
export async function restoreDump(dataFolder: string, dump: string, now: Date): Promise<string | undefined> {
  const place = join(dataFolder, 'database');
  const incoming = `${place}.restored`;
  await rm(incoming, { recursive: true, force: true });
  try {
    await createDurable(incoming, await openAsBlob(dump));
    await (await openDurable(incoming)).close();
  } catch (cause) {
    await rm(incoming, { recursive: true, force: true });
    throw new AppError(
      'unprocessable',
      `${dump} is no usable dump: ${cause instanceof Error ? cause.message : cause}. Nothing was changed.`,
      { cause },
    );
  }
  const exists = await stat(place).catch(() => undefined);
  const kept = exists && `${place}.replaced-${now.toISOString().replaceAll(/[:.]/g, '-')}`;
  if (kept) await rename(place, kept);
  await rename(incoming, place);
  syncPath(dataFolder);
  return kept;
}
