import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordBlob } from '../../services/registry';
import type { TestSystem } from '../../testing';

/** Sends files as the page does: path in the package and hash of each. */
export async function sendFiles(
  { context }: TestSystem,
  given: Iterable<readonly [string, Uint8Array]>,
): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const [path, content] of given) {
    const blob = await context.storage.put(content);
    await recordBlob(context, blob);
    files[path] = blob.hash;
  }
  return files;
}

/** The files of a folder, with `prefix` before their names. */
export const readFolder = (folder: string, prefix = ''): (readonly [string, Buffer])[] =>
  readdirSync(folder).map((name) => [`${prefix}${name}`, readFileSync(join(folder, name))] as const);
