import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../../context';
import { withDuckDB } from '../../../duckdb';
import { createId } from '../../../id';
import { listDays, nameOfFile } from '../day-files';
import { readLogColumns } from '../log-columns';
import { findSettled, folderOfSketches, keyOfSketches } from './settled-days';
import { writeSketchFile } from './sketch-file';
import { sketchRows } from './sketch-rows';

type KeepContext = Pick<Context, 'config' | 'storage' | 'db'>;

/**
 * Makes the sketches of days that are over and whose files are settled, where there are none, and removes those of files that are no more:
 * merged again, erased from, or beyond what is kept. Killed at any moment and done again it comes to the same.
 * @returns how many days were sketched
 */
export async function keepSketches(
  context: KeepContext,
  { model, today, signal }: { model: string; today: string; signal?: AbortSignal },
): Promise<number> {
  const days = await listDays(context, 'predictions', model);
  const known = new Set((await context.storage.listKeys(folderOfSketches(model))).map(({ key }) => key));
  const waiting = [...days].flatMap(([day, keys]) => {
    const file = findSettled(keys);
    return file && day < today && !known.has(keyOfSketches(model, day, file)) ? [{ day, file }] : [];
  });
  if (waiting.length > 0) await sketchDays(context, { model, waiting, signal });
  await removeSketches(context, model);
  return waiting.length;
}

/** Removes sketches of files of the log that are no more. */
export async function removeSketches(context: Pick<Context, 'storage'>, model: string): Promise<void> {
  const sketches = await context.storage.listKeys(folderOfSketches(model));
  if (sketches.length === 0) return;
  const days = await listDays(context, 'predictions', model);
  const wanted = new Set(
    [...days].flatMap(([day, keys]) =>
      keys.filter((key) => key.endsWith('.parquet')).map((key) => keyOfSketches(model, day, nameOfFile(key))),
    ),
  );
  for (const { key } of sketches) if (!wanted.has(key)) await context.storage.removeKey(key);
}

interface Sketching {
  readonly model: string;
  readonly waiting: readonly { readonly day: string; readonly file: string }[];
  readonly signal?: AbortSignal;
}

async function sketchDays(context: KeepContext, { model, waiting, signal }: Sketching): Promise<void> {
  const folder = join(context.config.dataFolder, 'temporary', `sketch-${createId()}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const columns = await readLogColumns(context, model);
    const path = join(folder, 'day.parquet');
    await withDuckDB({ memory: '256MB', threads: 1, temporaryFolder: folder }, async (connection) => {
      for (const { day, file } of waiting) {
        signal?.throwIfAborted();
        const files = { segments: [], predictions: [await context.storage.localKeyPath(file)] };
        const { hours } = await sketchRows(connection, { files, model, columns, where: 'true', signal });
        await writeSketchFile(connection, hours, path);
        await context.storage.putKey(keyOfSketches(model, day, file), createReadStream(path));
      }
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
