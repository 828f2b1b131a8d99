import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../../context';
import { createId } from '../../../id';
import { listDays, nameOfFile } from '../day-files';
import { readLogColumns } from '../read-log-columns';
import { findSettled, folderOfSketches, keyOfSketches } from './settled-days';
import { sketchingOf } from './sketching-thread';

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
    const target = join(folder, 'day.parquet');
    for (const { day, file: key } of waiting) {
      const file = await context.storage.localKeyPath(key);
      await sketchingOf(context).jobs.run({ do: 'day', model, columns, folder, file, target }, signal);
      await context.storage.putKey(keyOfSketches(model, day, key), createReadStream(target));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
