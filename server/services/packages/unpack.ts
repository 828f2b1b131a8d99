import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { inMegabytes, limits } from './limits';

/** What an archive of a stranger may still take up; shared by all archives of one bundle. */
export interface Room {
  bytes: number;
  files: number;
}

export const fullRoom = (): Room => ({ bytes: limits.unpackedBytes, files: limits.files });

/** What no module can be made of, though archives are full of it. */
const useless = /\.(map|md|markdown|flow|d\.[cm]?ts|tsbuildinfo)$|(^|\/)(__tests__|\.github)\//i;

/**
 * Unpacks the archive of a package below `folder`: plain files alone, by checked names. Links, devices and names that lead elsewhere are
 * refused, not mended.
 * @throws Error in words
 */
export async function unpack(archive: Uint8Array, folder: string, said: string, room: Room): Promise<void> {
  const entries = extract();
  const gunzip = createGunzip();
  const source = Readable.from([archive]).pipe(gunzip);
  gunzip.on('error', (cause) =>
    entries.destroy(new Error(`The archive of ${said} cannot be unpacked: ${cause.message}.`)),
  );
  source.pipe(entries);
  for await (const entry of entries) {
    const { name, type, size = 0 } = entry.header;
    room.bytes -= size;
    room.files -= 1;
    if (room.bytes < 0)
      throw new Error(
        `${said} holds more than ${inMegabytes(limits.unpackedBytes)} with what it needs. It is too large for a notebook.`,
      );
    if (room.files < 0)
      throw new Error(
        `${said} holds more than ${limits.files} files with what it needs. It is too large for a notebook.`,
      );
    const path = type === 'file' ? pathIn(name, said) : undefined;
    if (type !== 'file' && type !== 'directory' && type !== null)
      throw new Error(`The archive of ${said} holds a ${type} (${short(name)}), which no package may.`);
    if (path === undefined || useless.test(path)) {
      entry.resume();
      continue;
    }
    const parts: Buffer[] = [];
    for await (const part of entry) parts.push(part as Buffer);
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await writeFile(join(folder, path), Buffer.concat(parts));
  }
}

/** Without the archive's own first folder. */
function pathIn(name: string, said: string): string | undefined {
  const parts = name.split('/');
  if (
    name.startsWith('/') ||
    name.length > 500 ||
    /[\\\0]|^[a-z]:/i.test(name) ||
    parts.some((part) => part === '..')
  )
    throw new Error(`The archive of ${said} holds a file that would lie outside of it (${short(name)}).`);
  return (
    parts
      .filter((part) => part !== '' && part !== '.')
      .slice(1)
      .join('/') || undefined
  );
}

const short = (name: string) => JSON.stringify(name.slice(0, 100));
