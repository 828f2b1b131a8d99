import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { Log } from '../log';
import type { S3Place } from '../storage-url';
import { describePlace, type S3Problem, toS3Problem } from './s3-problems';

export interface StoredObject {
  readonly name: string;
  readonly bytes: number;
  /** Changes whenever the content does. */
  readonly etag: string;
}

export interface S3Bucket {
  isAway(): boolean;
  /** @throws AppError unavailable when the bucket is not there or not ours; what is only away now is logged. */
  check(): Promise<void>;
  find(name: string): Promise<StoredObject | undefined>;
  /** Sends a whole file; the bucket checks each part by its sha256. Gives its tag. */
  send(name: string, path: string, file: { bytes: number; hash: string }): Promise<string>;
  /** Goes on where it broke off. `end` exclusive. `etag`: fails when the file has become another. */
  read(name: string, options?: ReadOptions): AsyncGenerator<Buffer>;
  list(prefix: string): Promise<StoredObject[]>;
  remove(name: string): Promise<void>;
}

export interface ReadOptions {
  readonly start?: number;
  readonly end?: number;
  readonly etag?: string;
}

/** Larger files go in parts of this size: three of them are in memory at once. S3 takes 10 000 parts at most, 5 MB each at least. */
const partBytes = 16 * 1024 ** 2;
const mostParts = 10_000;
const abandonedMs = 24 * 3_600_000;
/** How often a storage that is away is asked whether it is back. */
const askMs = 2_000;
/** A bucket that was there is believed to be there for so long. */
const seenMs = 60_000;

/** A bucket by the names below its prefix. Retries what may pass; says in plain words what does not. */
export function openS3Bucket(place: S3Place, log: Log, { pageSize = 1_000 } = {}): S3Bucket {
  const client = new S3Client({
    region: place.region,
    endpoint: place.endpoint,
    forcePathStyle: place.pathStyle,
    maxAttempts: 4,
    // Sums that we give are sent; those that the client would add by itself are not understood by every server.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 2_000, socketTimeout: 20_000 },
  });
  const Bucket = place.bucket;
  const keyOf = (name: string) => place.prefix + name;
  let isAway = false;
  /** When an answer last showed that the bucket is there. */
  let seenAt = 0;

  /** Tells once that the storage is away, and once that it is back. */
  function heard(problem: S3Problem | undefined): void {
    const away = problem !== undefined && ['away', 'refused'].includes(problem.kind);
    if (away && !isAway) {
      log.warn('The storage is out of reach', { problem: problem.error.message });
      watchForReturn();
    }
    if (!away && isAway) log.info('The storage is back', { storage: describePlace(place) });
    isAway = away;
  }

  /** Asks now and then until it is back, whether anybody else asks or not. */
  function watchForReturn(): void {
    setTimeout(async () => {
      await listOne().catch(() => {});
      if (isAway) watchForReturn();
    }, askMs).unref();
  }

  /** A listing, since the answer to a question about the bucket itself has no words in it. */
  const listOne = () =>
    ask(() => client.send(new ListObjectsV2Command({ Bucket, Prefix: place.prefix, MaxKeys: 1 })));

  async function ask<T>(request: () => Promise<T>): Promise<T> {
    try {
      const answer = await request();
      heard(undefined);
      seenAt = Date.now();
      return answer;
    } catch (error) {
      const problem = toS3Problem(error, place);
      if (!problem) throw error;
      heard(problem);
      throw new S3Failure(problem);
    }
  }

  async function sendInParts(Key: string, file: FileHandle, bytes: number): Promise<string> {
    const { UploadId } = await ask(() =>
      client.send(new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: 'SHA256' })),
    );
    const size = Math.max(partBytes, Math.ceil(bytes / mostParts));
    const Parts: { PartNumber: number; ETag?: string; ChecksumSHA256?: string }[] = [];
    let next = 0;
    const sendSome = async () => {
      while (next * size < bytes) {
        const number = next++;
        const Body = await readPiece(file, number * size, Math.min(bytes, (number + 1) * size));
        const part = { Bucket, Key, UploadId, PartNumber: number + 1, Body, ChecksumSHA256: sha256(Body) };
        const { ETag } = await ask(() => client.send(new UploadPartCommand(part)));
        Parts[number] = { PartNumber: number + 1, ETag, ChecksumSHA256: part.ChecksumSHA256 };
      }
    };
    try {
      await Promise.all([sendSome(), sendSome(), sendSome()]);
      const done = new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
      return (await ask(() => client.send(done))).ETag ?? '';
    } catch (error) {
      next = Number.POSITIVE_INFINITY;
      // What cannot be taken back now goes when a process starts a day later.
      await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => {});
      throw error;
    }
  }

  /** Parts of uploads that never ended, of killed processes. */
  async function abortAbandoned(): Promise<void> {
    const found = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: place.prefix }));
    for (const { Key, UploadId, Initiated } of found.Uploads ?? [])
      if (Initiated && Initiated.getTime() < Date.now() - abandonedMs)
        await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  }

  return {
    isAway: () => isAway,
    async check() {
      try {
        await listOne();
      } catch (error) {
        if (!(error instanceof S3Failure) || error.problem.kind !== 'away') throw reveal(error);
        return;
      }
      // Not every server lists them, and not every key may.
      await abortAbandoned().catch(() => {});
    },
    async find(name) {
      try {
        const { ContentLength = 0, ETag = '' } = await ask(() =>
          client.send(new HeadObjectCommand({ Bucket, Key: keyOf(name) })),
        );
        return { name, bytes: ContentLength, etag: ETag };
      } catch (error) {
        if (!(error instanceof S3Failure) || error.problem.kind !== 'missing') throw reveal(error);
        // The answer about a file does not say whether its bucket is there.
        if (Date.now() - seenAt < seenMs) return undefined;
        await ask(() => client.send(new HeadBucketCommand({ Bucket }))).catch((reason: unknown) => {
          if (reason instanceof S3Failure && reason.problem.kind === 'missing')
            throw toS3Problem(Object.assign(new Error('no bucket'), { name: 'NoSuchBucket' }), place)?.error;
          throw reveal(reason);
        });
        return undefined;
      }
    },
    async send(name, path, { bytes, hash }) {
      const Key = keyOf(name);
      const file = await open(path);
      try {
        if (bytes > partBytes) return await sendInParts(Key, file, bytes);
        const Body = await readPiece(file, 0, bytes);
        const ChecksumSHA256 = Buffer.from(hash, 'hex').toString('base64');
        const put = new PutObjectCommand({ Bucket, Key, Body, ChecksumSHA256 });
        return (await ask(() => client.send(put))).ETag ?? '';
      } catch (error) {
        throw reveal(error);
      } finally {
        await file.close();
      }
    },
    async *read(name, { start = 0, end, etag }: ReadOptions = {}) {
      let at = start;
      for (let attempt = 1; ; attempt++) {
        const from = at;
        try {
          const last = end === undefined ? '' : end - 1;
          const get = { Bucket, Key: keyOf(name), IfMatch: etag };
          const Range = at > 0 || end !== undefined ? `bytes=${at}-${last}` : undefined;
          const { Body, ETag } = await ask(() => client.send(new GetObjectCommand({ ...get, Range })));
          // A piece of another content must not be put behind a piece of this one.
          etag ??= ETag;
          // In Node it is one; its type covers browsers too.
          for await (const chunk of Body as Readable) {
            at += chunk.length;
            yield chunk;
          }
          return;
        } catch (error) {
          const problem = error instanceof S3Failure ? error.problem : toS3Problem(error, place);
          if (problem?.kind === 'out-of-range') return;
          if (problem?.kind !== 'away' || error instanceof S3Failure || attempt === 4)
            throw problem?.error ?? error;
          // Whoever reads slowly loses the connection often, and comes to the end all the same.
          if (at > from) attempt = 0;
        }
      }
    },
    async list(prefix) {
      const found: StoredObject[] = [];
      for (let ContinuationToken: string | undefined; ; ) {
        const list = { Bucket, Prefix: keyOf(prefix), ContinuationToken, MaxKeys: pageSize };
        const page = await ask(() => client.send(new ListObjectsV2Command(list))).catch((error) => {
          throw reveal(error);
        });
        for (const { Key = '', Size = 0, ETag = '' } of page.Contents ?? [])
          found.push({ name: Key.slice(place.prefix.length), bytes: Size, etag: ETag });
        ContinuationToken = page.NextContinuationToken;
        if (!page.IsTruncated || !ContinuationToken) return found;
      }
    },
    async remove(name) {
      try {
        await ask(() => client.send(new DeleteObjectCommand({ Bucket, Key: keyOf(name) })));
      } catch (error) {
        if (!(error instanceof S3Failure) || error.problem.kind !== 'missing') throw reveal(error);
      }
    },
  };
}

/** Carries what kind of problem it was to where it is decided what becomes of it. */
class S3Failure extends Error {
  constructor(readonly problem: S3Problem) {
    super(problem.error.message);
  }
}

const reveal = (error: unknown) => (error instanceof S3Failure ? error.problem.error : error);

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('base64');

async function readPiece(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const piece = Buffer.allocUnsafe(end - start);
  for (let at = 0; at < piece.length; ) {
    const { bytesRead } = await file.read(piece, at, piece.length - at, start + at);
    if (bytesRead === 0) throw new Error('A file became shorter while it was being stored.');
    at += bytesRead;
  }
  return piece;
}
