import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../errors';
import { receiveFile } from './receive-file';
import { removeAbandoned } from './remove-abandoned';
import type { Blob, Storage } from './storage';
import { blobName, folderOfPrefix, keyName } from './stored-names';

/** Files on the local disk: `blobs/ab/<sha256>` and `keys/<key>`; `incoming/` holds what is not whole yet. */
export async function createDiskStorage(root: string): Promise<Storage> {
  const incoming = join(root, 'incoming');
  await makeFolder(incoming);
  // Other processes may be writing here now: only what is a day old goes.
  await removeAbandoned(incoming, Date.now() - 86_400_000);

  const pathOf = (hash: string): string => join(root, blobName(hash));
  const pathOfKey = (key: string): string => join(root, keyName(key));

  /** Writes to a file of its own, synced, whose name nobody knows yet. */
  async function receive(content: Uint8Array | Readable): Promise<Blob & { path: string }> {
    const path = join(incoming, randomBytes(12).toString('hex'));
    return { path, ...(await receiveFile(content, path)) };
  }

  async function publish(from: string, to: string): Promise<void> {
    try {
      await makeFolder(dirname(to));
      await rename(from, to);
      await syncFolder(dirname(to));
    } catch (error) {
      await rm(from, { force: true });
      throw error;
    }
  }

  const requireSize = async (path: string): Promise<number> => {
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) throw missing();
    return found.size;
  };

  return {
    kind: 'disk',
    isReachable: () => true,
    whenReachable: async () => {},
    async put(content) {
      const { path, hash, bytes } = await receive(content);
      await publish(path, pathOf(hash));
      return { hash, bytes };
    },
    has: (hash) =>
      stat(pathOf(hash)).then(
        (found) => found.isFile(),
        () => false,
      ),
    read(hash, range) {
      if (range && range.end <= range.start) return Readable.from([]);
      const path = pathOf(hash);
      return Readable.from(chunksOf(path, range && { start: range.start, end: range.end - 1 }), {
        objectMode: false,
      });
    },
    async readAll(hash) {
      await requireSize(pathOf(hash));
      return readFile(pathOf(hash));
    },
    size: (hash) => requireSize(pathOf(hash)),
    remove: (hash) => rm(pathOf(hash), { force: true }),
    async verify(hash) {
      const found = createHash('sha256');
      try {
        await pipeline(createReadStream(pathOf(hash)), found);
      } catch {
        return false;
      }
      return found.digest('hex') === hash;
    },
    async localPath(hash) {
      await requireSize(pathOf(hash));
      return pathOf(hash);
    },
    async putKey(key, content) {
      const target = pathOfKey(key);
      const { path } = await receive(content);
      await publish(path, target);
    },
    async listKeys(prefix) {
      const base = join(root, 'keys');
      const found: { key: string; bytes: number }[] = [];
      for (const entry of await readdir(join(base, folderOfPrefix(prefix)), {
        recursive: true,
        withFileTypes: true,
      }).catch(() => [])) {
        if (!entry.isFile()) continue;
        const path = join(entry.parentPath, entry.name);
        const key = relative(base, path).split(sep).join('/');
        if (!key.startsWith(prefix)) continue;
        const size = await stat(path).then(
          (file) => file.size,
          () => undefined,
        );
        if (size !== undefined) found.push({ key, bytes: size });
      }
      return found.sort((a, b) => (a.key < b.key ? -1 : 1));
    },
    async openKey(key) {
      const path = pathOfKey(key);
      return {
        bytes: await requireSize(path),
        read: (start, end) =>
          end <= start ? Readable.from([]) : createReadStream(path, { start, end: end - 1 }),
      };
    },
    async localKeyPath(key) {
      await requireSize(pathOfKey(key));
      return pathOfKey(key);
    },
    removeKey: (key) => rm(pathOfKey(key), { force: true }),
  };
}

const missing = () =>
  new AppError(
    'not_found',
    'A stored file is missing from the data folder. Restore the folder from a backup.',
  );

/** Opened when the first byte is asked for, so that a reader who never comes leaves no open file. */
async function* chunksOf(path: string, range?: { start: number; end: number }): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, range);
  } catch (error) {
    throw error instanceof Error && 'code' in error && error.code === 'ENOENT' ? missing() : error;
  }
}

/** Makes a folder with its parents, and brings each new name to the disk. */
async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let folder = path; ; folder = dirname(folder)) {
    await syncFolder(dirname(folder));
    if (folder === first) return;
  }
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}
