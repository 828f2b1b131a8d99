import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dumpDatabase, dumpWhenDue, listDumps, restoreDump } from './dump';
import { createDurable } from './durable-file-system';
import { openEmbedded } from './open-database';
import { users } from './schema';
import { readTemplate } from './testing';

const migrations = join(import.meta.dirname, '../../migrations');
const at = (hours: number) => new Date(Date.now() + hours * 3_600_000);

describe('dumps of the embedded database', { timeout: 120_000 }, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cellar-dump-'));
    await createDurable(join(folder, 'database'), await readTemplate());
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const add = async (id: string, opened: Awaited<ReturnType<typeof openEmbedded>>) =>
    opened.db.insert(users).values({ id, name: id, createdAt: new Date() });

  it('bring back what was there, and keep what they replace', async () => {
    const opened = await openEmbedded(folder, migrations);
    await add('before', opened);
    const config = { dataFolder: folder, dumpHours: 24 };
    expect(await dumpWhenDue(opened.db, config, at(1))).toBeUndefined();
    const dump = await dumpWhenDue(opened.db, config, at(25));
    expect(dump).toMatch(/database-.*\.tar\.gz$/);
    expect(await dumpWhenDue(opened.db, config, at(2))).toBeUndefined();
    expect(await dumpWhenDue(opened.db, { ...config, dumpHours: 0 }, at(999))).toBeUndefined();
    await add('after', opened);
    await opened.close();

    const kept = await restoreDump(folder, dump ?? '', new Date());
    const restored = await openEmbedded(folder, migrations);
    expect((await restored.db.select({ id: users.id }).from(users)).map(({ id }) => id)).toEqual(['before']);
    await restored.close();
    expect(await readdir(kept ?? '')).toContain('PG_VERSION');
    expect((await readdir(folder)).filter((name) => name.endsWith('.restored'))).toEqual([]);
  });

  it('change nothing when they are no dumps', async () => {
    const file = join(folder, 'holiday.tar.gz');
    await writeFile(file, 'not a dump');
    const before = await readdir(folder);
    await expect(restoreDump(folder, file, new Date())).rejects.toMatchObject({
      code: 'unprocessable',
      message: expect.stringContaining('holiday.tar.gz is no usable dump'),
    });
    await expect(restoreDump(folder, join(folder, 'absent'), new Date())).rejects.toMatchObject({
      message: expect.stringContaining('Nothing was changed'),
    });
    expect(await readdir(folder)).toEqual(before);
  });

  it('are kept seven at most, the newest ones', async () => {
    const opened = await openEmbedded(folder, migrations);
    const on = (day: number) => dumpDatabase(opened.db, folder, new Date(Date.UTC(2040, 0, day)));
    const first = await on(1);
    for (let day = 2; day <= 7; day++) await copyFile(first, first.replace('2040-01-01', `2040-01-0${day}`));
    await on(8);
    await opened.close();
    const names = (await listDumps(folder)).map(({ file }) => file);
    expect(names).toHaveLength(7);
    expect(names[0]).toContain('2040-01-02');
    expect(names.at(-1)).toContain('2040-01-08');
  });
});
