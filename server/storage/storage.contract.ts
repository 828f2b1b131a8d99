import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { toPublicError } from '../errors';
import type { Storage } from './storage';

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

/** What every storage must do. Call inside a `describe`; `storage` gives the one under test. */
export function storageContract(storage: () => Storage): void {
  const content = randomBytes(3_000_000);

  it('names what it keeps by its sha256, from bytes as from a stream', async () => {
    const stored = await storage().put(content);
    expect(stored).toEqual({ hash: sha256(content), bytes: content.length });
    expect(await storage().put(Readable.from([content.subarray(0, 10), content.subarray(10)]))).toEqual(
      stored,
    );
    expect(await storage().has(stored.hash)).toBe(true);
    expect(await storage().size(stored.hash)).toBe(content.length);
    expect(Buffer.from(await storage().readAll(stored.hash)).equals(content)).toBe(true);
  });

  it('keeps an empty file', async () => {
    const { hash, bytes } = await storage().put(new Uint8Array());
    expect(bytes).toBe(0);
    expect(await storage().readAll(hash)).toHaveLength(0);
  });

  it('reads ranges, their end exclusive', async () => {
    const { hash } = await storage().put(content);
    const range = async (start: number, end: number) => buffer(storage().read(hash, { start, end }));
    expect((await range(0, 1)).equals(content.subarray(0, 1))).toBe(true);
    expect((await range(1_000_000, 2_500_000)).equals(content.subarray(1_000_000, 2_500_000))).toBe(true);
    expect((await range(content.length - 5, content.length + 100)).equals(content.subarray(-5))).toBe(true);
    expect(await range(7, 7)).toHaveLength(0);
    expect((await buffer(storage().read(hash))).equals(content)).toBe(true);
  });

  it('gives the same answer to many who write the same at once', async () => {
    const same = randomBytes(100_000);
    const stored = await Promise.all(Array.from({ length: 10 }, () => storage().put(same)));
    expect(new Set(stored.map(({ hash }) => hash))).toEqual(new Set([sha256(same)]));
    expect(await storage().verify(sha256(same))).toBe(true);
  });

  it('keeps nothing of a file that broke off', async () => {
    const cut = Readable.from(
      (function* () {
        yield content.subarray(0, 1000);
        throw new Error('the sender went away');
      })(),
    );
    await expect(storage().put(cut)).rejects.toThrow('the sender went away');
    expect(await storage().has(sha256(content.subarray(0, 1000)))).toBe(false);
  });

  it('says that the disk is full, and changes nothing', async () => {
    const full = Readable.from(
      (function* () {
        yield content.subarray(0, 1000);
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      })(),
    );
    const error = await storage()
      .putKey('logs/full', full)
      .catch((reason: unknown) => reason);
    expect(toPublicError(error)).toMatchObject({
      code: 'storage_full',
      status: 507,
      message: expect.stringContaining('The disk is full. Nothing was changed.'),
    });
    expect(await storage().listKeys('logs/full')).toEqual([]);
  });

  it('tells what is missing, and what is no name', async () => {
    const absent = sha256(Buffer.from('never stored'));
    expect(await storage().has(absent)).toBe(false);
    expect(await storage().verify(absent)).toBe(false);
    for (const read of [
      () => storage().readAll(absent),
      () => storage().size(absent),
      () => storage().localPath(absent),
      () => buffer(storage().read(absent)),
      () => storage().localKeyPath('logs/absent'),
    ])
      await expect(read()).rejects.toMatchObject({ code: 'not_found' });
    for (const name of ['', '../../etc/passwd', 'A'.repeat(64), `${'a'.repeat(63)}/`])
      await expect((async () => storage().has(name))()).rejects.toMatchObject({ code: 'bad_request' });
  });

  it('forgets what is removed, twice too', async () => {
    const { hash } = await storage().put(randomBytes(50));
    await storage().remove(hash);
    await storage().remove(hash);
    expect(await storage().has(hash)).toBe(false);
  });

  it('keeps files by key, replaces them whole and lists them by prefix', async () => {
    await storage().putKey('predictions/bikes/2012-01-01/a.parquet', Buffer.from('one'));
    await storage().putKey('predictions/bikes/2012-01-02/b.parquet', Readable.from([Buffer.from('three')]));
    await storage().putKey('predictions/bikes-2/2012-01-01/c.parquet', Buffer.from('x'));
    await storage().putKey('predictions/bikes/2012-01-01/a.parquet', Buffer.from('onetwo'));
    expect(await storage().listKeys('predictions/bikes/')).toEqual([
      { key: 'predictions/bikes/2012-01-01/a.parquet', bytes: 6 },
      { key: 'predictions/bikes/2012-01-02/b.parquet', bytes: 5 },
    ]);
    expect(await storage().listKeys('predictions/bikes')).toHaveLength(3);
    expect(await storage().listKeys('nothing/')).toEqual([]);
    await storage().removeKey('predictions/bikes/2012-01-01/a.parquet');
    await storage().removeKey('predictions/bikes/2012-01-01/a.parquet');
    expect(await storage().listKeys('predictions/bikes/')).toHaveLength(1);
  });

  it('opens a file by key to be read in pieces, its newest content', async () => {
    const key = 'windows/piece.duckdb';
    await storage().putKey(key, Buffer.from('before'));
    await storage().putKey(key, Readable.from([content]));
    const opened = await storage().openKey(key);
    expect(opened.bytes).toBe(content.length);
    const piece = await buffer(opened.read(1_000_000, 2_500_000));
    expect(piece.equals(content.subarray(1_000_000, 2_500_000))).toBe(true);
    expect(await buffer(opened.read(7, 7))).toHaveLength(0);
    await storage().putKey(key, Buffer.from('after'));
    expect(await readFile(await storage().localKeyPath(key), 'utf8')).toBe('after');
    await storage().removeKey(key);
    for (const open of [() => storage().openKey(key), () => storage().localKeyPath(key)])
      await expect(open()).rejects.toMatchObject({ code: 'not_found' });
  });

  it('gives files to engines that open paths', async () => {
    const { hash } = await storage().put(content);
    expect((await readFile(await storage().localPath(hash))).equals(content)).toBe(true);
  });

  it.each([
    '../secret',
    '/etc/passwd',
    'a/../../b',
    'a//b',
    'a\\b',
    'a\0b',
    '.',
    'a/./b',
    'c:/x',
    'x'.repeat(1000),
    '',
  ])('refuses the key %j', async (key) => {
    for (const use of [
      () => storage().putKey(key, Buffer.from('x')),
      () => storage().localKeyPath(key),
      () => storage().removeKey(key),
    ])
      await expect((async () => use())()).rejects.toMatchObject({ code: 'bad_request' });
  });
}
