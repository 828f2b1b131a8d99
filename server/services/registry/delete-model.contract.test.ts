import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditEntries, modelDeletions } from '../../db/schema';
import { testDatabases } from '../../db/testing';
import { openTestSystem, type TestSystem } from '../../testing';
import { createMonitor, deleteSchedule } from '../schedules';
import { collectBlobs } from '../storage';
import {
  admitVersion,
  deleteModel,
  listDeletions,
  moveAlias,
  promoteModel,
  readAliasAt,
  readDeletion,
  readModel,
  removeAlias,
  rollBackAlias,
} from '.';
import { allWarm, examplePackage, promoteExample, uploadPackage } from './testing';

describe.each(testDatabases)('what becomes of models on $name', ({ open }) => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem({ open });
  });
  afterAll(() => test.close());

  const ready = async (model: string, files = examplePackage()) => {
    const { versionId } = await promoteExample(test.context, { model, files });
    await admitVersion(test.context, { versionId });
  };
  const remove = (model: string, version?: number) =>
    deleteModel(test.context, {
      ...{ model, version, reason: 'asked to' },
      confirmation: version === undefined ? model : `${model}@${version}`,
    });

  it('a model goes when nobody watches it any more, and the list shows the hash of its record', async () => {
    await ready('watched');
    const { scheduleId } = await createMonitor(test.context, { model: 'watched' });
    await removeAlias(test.context, { model: 'watched', alias: 'champion', expected: 1 });
    await expect(remove('watched')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('Remove the monitor first'),
    });
    await deleteSchedule(test.context, { id: scheduleId });
    const { deletionId } = await remove('watched');
    const { recordHash } = await readDeletion(test.context, { id: deletionId });
    expect(await listDeletions(test.context, { model: 'watched' })).toMatchObject([
      { id: deletionId, version: null, reason: 'asked to', recordHash },
    ]);
  });

  it('a version goes with its files when nothing else uses them, and leaves a record that proves it', async () => {
    const shared = examplePackage();
    await ready('gone', shared);
    await ready('gone', new Map([...shared, ['extra.bin', new TextEncoder().encode('own')]]));
    await expect(
      deleteModel(test.context, { model: 'gone', version: 2, confirmation: 'yes' }),
    ).rejects.toMatchObject({
      message: 'Type gone@2 to delete it: this cannot be taken back.',
    });
    await expect(remove('gone', 1)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('is still called champion'),
    });
    const { deletionId } = await remove('gone', 2);
    const fates = async () =>
      Object.fromEntries(
        (await readDeletion(test.context, { id: deletionId })).files.map(({ path, fate }) => [path, fate]),
      );
    expect(await fates()).toEqual({
      'cellar.json': 'shared',
      'weights.bin': 'shared',
      'extra.bin': 'waiting',
    });
    test.setTime(new Date(Date.now() + 2 * 24 * 3_600_000));
    await collectBlobs(test.context, {});
    test.setTime(new Date());
    expect(await fates()).toEqual({ 'cellar.json': 'shared', 'weights.bin': 'shared', 'extra.bin': 'gone' });
    expect(await readDeletion(test.context, { id: deletionId })).toMatchObject({
      ...{ model: 'gone', version: 2, by: 'You', isUnchanged: true, record: { reason: 'asked to' } },
    });
    await test.system.db
      .update(modelDeletions)
      .set({ record: { model: 'gone', reason: 'forged', versions: [], moves: [] } })
      .where(eq(modelDeletions.id, deletionId));
    expect((await readDeletion(test.context, { id: deletionId })).isUnchanged).toBe(false);
    await ready('gone');
    expect((await readModel(test.context, { model: 'gone' })).versions.map(({ number }) => number)).toEqual([
      3, 1,
    ]);
  });

  it('a model goes whole once no alias holds it; its numbers are not used again, and its audit stays', async () => {
    await ready('whole');
    await ready('whole');
    await expect(remove('whole')).rejects.toMatchObject({
      message: expect.stringContaining('champion (version 1)'),
    });
    await removeAlias(test.context, { model: 'whole', alias: 'champion', expected: 1 });
    const { deletionId } = await remove('whole');
    await expect(readModel(test.context, { model: 'whole' })).rejects.toMatchObject({ code: 'not_found' });
    const { record } = await readDeletion(test.context, { id: deletionId });
    expect(record.versions.map(({ number }) => number)).toEqual([1, 2]);
    expect(record.moves.map(({ to }) => to)).toEqual([1, null]);
    expect(await listDeletions(test.context, { model: 'whole' })).toHaveLength(1);
    expect(
      await test.system.db.$count(auditEntries, eq(auditEntries.subject, 'model:whole')),
    ).toBeGreaterThan(4);
    expect(
      await promoteModel(test.context, await uploadPackage(test.context, { model: 'whole' })),
    ).toMatchObject({
      version: 3,
    });
  });

  it('tells where an alias stood at any moment, and rolls back past a version that was deleted', async () => {
    const day = (n: number) => new Date(Date.UTC(2026, 0, n));
    const at = { model: 'dated', alias: 'champion' };
    test.setTime(day(1));
    await ready('dated');
    await ready('dated');
    await ready('dated');
    test.setTime(day(5));
    await moveAlias(test.context, { ...at, version: 2, expected: 1, reason: 'better', warmed: allWarm });
    test.setTime(day(9));
    await moveAlias(test.context, { ...at, version: 3, expected: 2, warmed: allWarm });
    const on = (n: number) => readAliasAt(test.context, { ...at, at: day(n) });
    expect(await readAliasAt(test.context, { ...at, at: new Date(0) })).toMatchObject({
      version: null,
      until: day(1),
    });
    expect(await on(4)).toMatchObject({ version: 1, until: day(5) });
    expect(await on(5)).toMatchObject({
      version: 2,
      move: { reason: 'better', by: 'You', since: day(5) },
      until: day(9),
    });
    expect(await on(30)).toMatchObject({ version: 3, until: null });
    await remove('dated', 2);
    expect(await rollBackAlias(test.context, { ...at, expected: 3, warmed: allWarm })).toMatchObject({
      version: 1,
    });
    expect(await on(6)).toMatchObject({ version: 2 });
    test.setTime(new Date());
  });
});
