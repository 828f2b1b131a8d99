import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Log, silentLog } from '../log';
import type { S3Place } from '../storage-url';
import { openS3Bucket } from './s3-bucket';
import { makeTestPlace, openTestS3, type TestStorage, testStorageUrl } from './testing';
import { startUnsteadyServer, type UnsteadyServer } from './unsteady-server.fixture';

const server = testStorageUrl;

describe.skipIf(!server)('storage on S3', () => {
  let place: S3Place;
  const opened: { close(): Promise<void> }[] = [];
  beforeAll(async () => {
    place = await makeTestPlace(server ?? '');
  });
  afterEach(async () => {
    for (const { close } of opened.splice(0)) await close();
  });
  /** As another machine would: with no copies. */
  const open = async (at = place, options?: Parameters<typeof openTestS3>[1]): Promise<TestStorage> => {
    const test = await openTestS3(at, options);
    opened.push(test);
    return test;
  };
  const unsteady = async (): Promise<{ at: S3Place; way: UnsteadyServer }> => {
    const way = await startUnsteadyServer(place.endpoint ?? '');
    opened.push({ close: () => way.stop() });
    return { at: { ...place, endpoint: way.url }, way };
  };
  const copiesIn = async ({ folder }: TestStorage) =>
    (await readdir(join(folder, 'copies'), { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );

  it('stores on one machine what another reads, large files in parts', async () => {
    const content = randomBytes(37_000_000);
    const [here, there] = [await open(), await open()];
    const { hash } = await here.storage.put(Readable.from([content.subarray(0, 5), content.subarray(5)]));
    expect(hash).toBe(createHash('sha256').update(content).digest('hex'));
    expect(await there.storage.verify(hash)).toBe(true);
    const piece = await buffer(there.storage.read(hash, { start: 16_000_000, end: 33_000_000 }));
    expect(piece.equals(content.subarray(16_000_000, 33_000_000))).toBe(true);
    expect(await copiesIn(there)).toHaveLength(0);
    expect((await readFile(await there.storage.localPath(hash))).equals(content)).toBe(true);
    expect(await copiesIn(there)).toHaveLength(1);
  });

  it('lists more files than one answer holds', async () => {
    const { storage } = await open();
    const keys = Array.from({ length: 7 }, (_, i) => `many/${i}`);
    for (const key of keys) await storage.putKey(key, Buffer.from(key));
    const bucket = openS3Bucket(place, silentLog, { pageSize: 3 });
    expect((await bucket.list('keys/many/')).map(({ name }) => name)).toEqual(
      keys.map((key) => `keys/${key}`),
    );
  });

  it('gives no engine, and takes for whole, what is not what its name says', async () => {
    const { storage } = await open();
    const { hash } = await storage.put(Buffer.from('whole'));
    const { region, endpoint, pathStyle: forcePathStyle } = place;
    const Key = `${place.prefix}blobs/${hash.slice(0, 2)}/${hash}`;
    const client = new S3Client({ region, endpoint, forcePathStyle });
    await client.send(new PutObjectCommand({ Bucket: place.bucket, Key, Body: 'holed' }));
    client.destroy();
    const other = await open();
    expect(await other.storage.verify(hash)).toBe(false);
    for (const read of [() => other.storage.localPath(hash), () => other.storage.readAll(hash)])
      await expect(read()).rejects.toThrow('came damaged');
    expect(await copiesIn(other)).toHaveLength(0);
  });

  it('goes on where a connection broke off', async () => {
    const content = randomBytes(3_000_000);
    const { hash } = await (await open()).storage.put(content);
    const { at, way } = await unsteady();
    const { storage } = await open(at);
    const chunks: Buffer[] = [];
    let breaks = 0;
    for await (const chunk of storage.read(hash)) {
      chunks.push(chunk);
      const read = chunks.reduce((sum, { length }) => sum + length, 0);
      // Again and again, wherever it has come to.
      if (read > breaks * 400_000) {
        breaks++;
        way.breakOffAfter(200_000);
      }
    }
    expect(breaks).toBeGreaterThan(4);
    expect(Buffer.concat(chunks).equals(content)).toBe(true);
    way.breakOffAfter(1_234_567);
    const { hash: again } = await storage.put(content);
    expect(again).toBe(hash);
  });

  it('says that it is away, claims nothing of the files meanwhile, and is back by itself', async () => {
    const { hash } = await (await open()).storage.put(randomBytes(100));
    const { at, way } = await unsteady();
    const said: string[] = [];
    const say = (message: string) => said.push(message);
    const log: Log = { info: say, warn: say, error: say };
    way.close();
    // A start while it is away waits for it.
    const { storage } = await open(at, { log });
    for (const ask of [
      () => storage.put(randomBytes(10)),
      () => storage.has(hash),
      () => storage.verify(hash),
      () => storage.readAll(hash),
      () => storage.localPath(hash),
      () => buffer(storage.read(hash)),
      () => storage.listKeys('predictions/'),
      () => storage.putKey('predictions/a', randomBytes(10)),
      () => storage.remove(hash),
    ])
      await expect(ask()).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining('does not answer now. Nothing was changed'),
      });
    expect(storage.isReachable()).toBe(false);
    const back = storage.whenReachable(new AbortController().signal);
    await expect(storage.whenReachable(AbortSignal.abort())).rejects.toThrow('aborted');
    way.open();
    await back;
    expect(storage.isReachable()).toBe(true);
    expect(await storage.verify(hash)).toBe(true);
    expect(await storage.listKeys('predictions/')).toEqual([]);
    expect(said).toEqual(['The storage is out of reach', 'The storage is back']);
  }, 60_000);

  it('refuses to start with a bucket that is not there', async () => {
    await expect(open({ ...place, bucket: 'never-made' })).rejects.toThrow(
      'does not exist. Make it, or correct STORAGE_URL',
    );
  });

  it('refuses to start with a key that is not known, and never says the key', async () => {
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wrong-secret-of-somebody');
    onTestFinished(() => void vi.unstubAllEnvs());
    const error: unknown = await open().catch((reason: unknown) => reason);
    expect(String(error)).toContain('does not know the key that signs the requests');
    expect(JSON.stringify(error)).not.toContain('wrong-secret');
  });

  it('keeps no more copies than it may', async () => {
    const test = await open(place, { copiesBytes: 100 });
    await test.storage.put(randomBytes(1_000));
    expect(await copiesIn(test)).toHaveLength(0);
  });
});
