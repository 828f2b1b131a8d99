import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { AppError } from '../errors';
import type { Log } from '../log';
import type { S3Place } from '../storage-url';
import { openLocalCopies } from './local-copies';
import { receiveFile } from './receive-file';
import { openS3Bucket, type ReadOptions, type StoredObject } from './s3-bucket';
import { describePlace } from './s3-problems';
import type { OpenFile, Storage } from './storage';
import { blobName, folderOfPrefix, keyName } from './stored-names';

export interface S3StorageOptions {
  readonly place: S3Place;
  /** Where copies lie on this machine; several processes may share it. */
  readonly copiesFolder: string;
  readonly copiesBytes: number;
  readonly log: Log;
}

/** What a listing told of a file is believed for so long: what reads a log lists and then opens hundreds. */
const listedMs = 5_000;
/** Hashes whose size is remembered: a frame asks for one file many times. */
const sizesKept = 10_000;
const hourMs = 3_600_000;
/** How often those who wait for the storage look whether it is back. */
const lookMs = 500;

/**
 * Files in a bucket, under the names that they have on disk below `files/`. What comes in is written to this machine first, so
 * that its hash is known before it is sent. What engines open is a copy here, checked by its hash.
 * @throws AppError unavailable when the bucket is missing or closed to us. One that does not answer now is waited for.
 */
export async function createS3Storage({ place, log, ...here }: S3StorageOptions): Promise<Storage> {
  const bucket = openS3Bucket(place, log);
  await bucket.check();
  const copies = await openLocalCopies({ folder: here.copiesFolder, limit: here.copiesBytes });
  setInterval(
    () => copies.tidy().catch((error) => log.warn('Copies of files could not be tidied', { error })),
    hourMs,
  ).unref();
  const sizes = new Map<string, number>();
  const listed = new Map<string, { object: StoredObject; until: number }>();

  const missing = () =>
    new AppError(
      'not_found',
      `A stored file is missing from ${describePlace(place)}. Restore it from a backup of the bucket.`,
    );

  async function receive<T>(
    content: Uint8Array | Readable,
    use: (path: string, file: { hash: string; bytes: number }) => Promise<T>,
  ): Promise<T> {
    const path = copies.passing();
    try {
      return await use(path, await receiveFile(content, path));
    } finally {
      await rm(path, { force: true });
    }
  }

  /** What came in is likely to be read here next. Very large files would only drive the others out. */
  async function keepCopy(name: string, path: string, bytes: number): Promise<void> {
    if (bytes <= here.copiesBytes / 4) await copies.keep(name, path);
  }

  async function sizeOf(hash: string): Promise<number> {
    const known = sizes.get(hash) ?? (await copies.find(copyOfBlob(hash)))?.bytes;
    if (known !== undefined) return known;
    const found = await bucket.find(blobName(hash));
    if (!found) throw missing();
    if (sizes.size >= sizesKept) sizes.clear();
    sizes.set(hash, found.bytes);
    return found.bytes;
  }

  async function* chunksOf(hash: string, range?: { start: number; end: number }): AsyncGenerator<Buffer> {
    const copy = await copies.find(copyOfBlob(hash));
    if (copy) yield* createReadStream(copy.path, range && { start: range.start, end: range.end - 1 });
    else yield* bucket.read(blobName(hash), range);
  }

  /** Brings a file here and compares it with what it must be. */
  async function fetchBlob(hash: string, path: string): Promise<void> {
    const fetched = await receiveFile(streamOf(bucket.read(blobName(hash))), path);
    if (fetched.hash !== hash) throw damaged();
  }

  const damaged = () =>
    new AppError(
      'unavailable',
      `A stored file came damaged from ${describePlace(place)}: its content is not what its name says. Try again; if it stays so, restore the file from a backup of the bucket.`,
    );

  async function findKey(key: string): Promise<StoredObject> {
    const known = listed.get(key);
    if (known && known.until > Date.now()) return known.object;
    const found = await bucket.find(keyName(key));
    if (!found) throw missing();
    return found;
  }

  return {
    kind: 's3',
    isReachable: () => !bucket.isAway(),
    async whenReachable(signal) {
      while (bucket.isAway()) await setTimeout(lookMs, undefined, { signal });
    },
    put: (content) =>
      receive(content, async (path, { hash, bytes }) => {
        const stored = await bucket.find(blobName(hash));
        if (stored?.bytes !== bytes) await bucket.send(blobName(hash), path, { hash, bytes });
        await keepCopy(copyOfBlob(hash), path, bytes);
        return { hash, bytes };
      }),
    has: async (hash) => (await bucket.find(blobName(hash))) !== undefined,
    read(hash, range) {
      blobName(hash);
      return range && range.end <= range.start ? Readable.from([]) : streamOf(chunksOf(hash, range));
    },
    async readAll(hash) {
      const copy = await copies.find(copyOfBlob(hash));
      if (copy) return readFile(copy.path);
      const chunks: Buffer[] = [];
      for await (const chunk of bucket.read(blobName(hash))) chunks.push(chunk);
      const content = Buffer.concat(chunks);
      if (createHash('sha256').update(content).digest('hex') !== hash) throw damaged();
      return content;
    },
    size: (hash) => sizeOf(hash),
    async remove(hash) {
      await bucket.remove(blobName(hash));
      sizes.delete(hash);
      await copies.remove(copyOfBlob(hash));
    },
    async verify(hash) {
      const found = createHash('sha256');
      try {
        await pipeline(bucket.read(blobName(hash)), found);
      } catch (error) {
        // A storage that is away says nothing of the file.
        if (error instanceof AppError && error.code === 'not_found') return false;
        throw error;
      }
      return found.digest('hex') === hash;
    },
    localPath: async (hash) => copies.get(copyOfBlob(hash), (path) => fetchBlob(hash, path)),
    async putKey(key, content) {
      const name = keyName(key);
      await receive(content, async (path, { hash, bytes }) => {
        const etag = await bucket.send(name, path, { hash, bytes });
        listed.delete(key);
        if (etag) await keepCopy(copyOfKey(key, etag), path, bytes);
      });
    },
    async listKeys(prefix) {
      folderOfPrefix(prefix);
      const objects = await bucket.list(`keys/${prefix}`);
      const until = Date.now() + listedMs;
      listed.clear();
      const found = objects.map((object) => {
        const key = object.name.slice('keys/'.length);
        listed.set(key, { object, until });
        return { key, bytes: object.bytes };
      });
      return found.sort((a, b) => (a.key < b.key ? -1 : 1));
    },
    async openKey(key): Promise<OpenFile> {
      const name = keyName(key);
      const { bytes, etag } = await findKey(key);
      const copy = await copies.find(copyOfKey(key, etag));
      const read = (options: ReadOptions) => streamOf(bucket.read(name, { ...options, etag }));
      return {
        bytes,
        read(start, end) {
          if (end <= start) return Readable.from([]);
          return copy ? createReadStream(copy.path, { start, end: end - 1 }) : read({ start, end });
        },
      };
    },
    async localKeyPath(key) {
      const name = keyName(key);
      const { bytes, etag } = await findKey(key);
      return copies.get(copyOfKey(key, etag), async (path) => {
        const fetched = await receiveFile(streamOf(bucket.read(name, { etag })), path);
        if (fetched.bytes !== bytes) throw damaged();
      });
    },
    async removeKey(key) {
      await bucket.remove(keyName(key));
      listed.delete(key);
      await copies.remove(copiesOfKey(key));
    },
  };
}

const copyOfBlob = (hash: string) => blobName(hash);
/** All copies of a key, each under the tag of its content: file names that hold nothing of the key. */
const copiesOfKey = (key: string) =>
  `keys/${createHash('sha256').update(keyName(key)).digest('hex').slice(0, 40)}`;
const copyOfKey = (key: string, etag: string) => `${copiesOfKey(key)}/${etag.replace(/[^\w-]/g, '')}`;

const streamOf = (chunks: AsyncGenerator<Buffer>) => Readable.from(chunks, { objectMode: false });
