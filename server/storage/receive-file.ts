import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Blob } from './storage';

/** Writes all of `content` to `path`, a new file, and to the disk; gives what it was. Nothing stays of what broke off. */
export async function receiveFile(content: Uint8Array | Readable, path: string): Promise<Blob> {
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  try {
    const source = content instanceof Readable ? content : Readable.from(slices(content));
    await pipeline(source, measure, createWriteStream(path, { mode: 0o600, flush: true }));
    return { hash: hash.digest('hex'), bytes };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

function* slices(content: Uint8Array): Generator<Uint8Array> {
  const size = 1 << 20;
  for (let start = 0; start < content.length; start += size) yield content.subarray(start, start + size);
}
