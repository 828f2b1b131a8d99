import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDiskStorage } from './disk';
import type { Storage } from './storage';

describe('storage on disk', () => {
  let folder: string;
  let storage: Storage;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cellar-storage-'));
    storage = await createDiskStorage(join(folder, 'files'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('notices that a stored file was damaged', async () => {
    const { hash } = await storage.put(Buffer.from('whole'));
    await writeFile(await storage.localPath(hash), 'holed');
    expect(await storage.verify(hash)).toBe(false);
  });

  it('leaves nothing half written behind, and cleans up after a killed process', async () => {
    expect(await readdir(join(folder, 'files/incoming'))).toEqual([]);
    const [old, young] = ['old', 'young'].map((name) => join(folder, 'files/incoming', name));
    for (const file of [old, young]) await writeFile(file ?? '', 'half');
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    await utimes(old ?? '', yesterday, yesterday);
    await createDiskStorage(join(folder, 'files'));
    expect(await readdir(join(folder, 'files/incoming'))).toEqual(['young']);
  });

  it('is readable by its owner only', async () => {
    const { hash } = await storage.put(Buffer.from('private'));
    expect((await stat(await storage.localPath(hash))).mode & 0o077).toBe(0);
  });
});
