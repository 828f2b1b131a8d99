import fs from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDurable } from './durable-file-system';

/** The hook that makes PGlite durable rests on names that it does not document: this watches them. */
describe('the embedded database on disk', () => {
  const original = fs.fsyncSync;
  let folder: string;
  let synced: number[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cellar-durable-'));
    fs.fsyncSync = (descriptor) => {
      synced.push(descriptor);
      original(descriptor);
    };
    syncBuiltinESMExports();
  });
  afterAll(async () => {
    fs.fsyncSync = original;
    syncBuiltinESMExports();
    await rm(folder, { recursive: true, force: true });
  });
  const countSyncs = async (work: () => Promise<unknown>) => {
    synced = [];
    await work();
    return synced.length;
  };

  it('is synced as a whole when it is made, and every commit reaches the disk before it is acknowledged', async () => {
    const opened: Awaited<ReturnType<typeof openDurable>>[] = [];
    const making = await countSyncs(async () => opened.push(await openDurable(join(folder, 'database'))));
    expect(making).toBeGreaterThan(900);
    const [database] = opened;
    await database?.exec('create table counted (n int)');
    for (let n = 0; n < 10; n++)
      expect(
        await countSyncs(async () => database?.query('insert into counted values ($1)', [n])),
      ).toBeGreaterThanOrEqual(1);
    expect(await countSyncs(async () => database?.query('select * from counted'))).toBe(0);
    expect(await countSyncs(async () => database?.exec('checkpoint'))).toBeGreaterThan(3);
    await database?.close();
  });

  it('begins anew after a first start that was killed half way', async () => {
    const place = join(folder, 'killed');
    fs.mkdirSync(`${place}.init/base`, { recursive: true });
    fs.writeFileSync(`${place}.init/PG_VERSION`, '18');
    const database = await openDurable(place);
    expect((await database.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await database.close();
    expect(fs.existsSync(`${place}.init`)).toBe(false);
  });
});
