import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blobs } from '../db/schema';
import { openTestSystem, type TestSystem } from '../testing';
import { createHttpApp } from './app';
import { blobRoutes, largestBlob } from './blob-routes';

describe('uploading a file of a package', () => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem();
  });
  afterAll(() => test.close());

  const put = async (hash: string, body: string, headers: Record<string, string> = {}) => {
    const response = await createHttpApp(test.system, blobRoutes(test.system)).request(
      `http://localhost/api/blobs/${hash}`,
      {
        method: 'PUT',
        headers: { host: 'localhost', ...headers },
        body,
      },
    );
    return { status: response.status, body: await response.json() };
  };
  const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

  it('keeps it under its hash, once however often it is sent', async () => {
    for (let i = 0; i < 2; i++)
      expect(await put(hashOf('weights'), 'weights')).toEqual({
        status: 200,
        body: { hash: hashOf('weights'), bytes: 7 },
      });
    expect(Buffer.from(await test.system.storage.readAll(hashOf('weights'))).toString()).toBe('weights');
    expect(await test.system.db.$count(blobs)).toBe(1);
  });

  it('refuses what is not what its name says, and keeps nothing of it', async () => {
    const { status, body } = await put(hashOf('this'), 'that');
    expect(status).toBe(422);
    expect(body.error.message).toContain('does not match');
    expect(await test.system.storage.has(hashOf('this'))).toBe(false);
    expect(await test.system.storage.has(hashOf('that'))).toBe(false);
  });

  it('refuses other names and what is too large', async () => {
    expect((await put('..%2Fsecret', 'x')).status).toBe(400);
    expect((await put(hashOf('x'), 'x', { 'content-length': String(largestBlob + 1) })).status).toBe(413);
  });
});
