import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabases } from '../../db/testing';
import { openTestSystem, type TestSystem } from '../../testing';
import { addDatasetFile } from '../datasets';
import { startRun } from '../experiments';
import { createNotebook, deleteNotebook, grantDataset } from '../notebooks';
import { promoteModel } from '../registry';
import { uploadPackage } from '../registry/testing';
import { beginExecution, createSchedule, recordExecutionInput, runScheduleNow } from '../schedules';
import { readLineage } from '.';

describe.each(testDatabases)('lineage of data on $name', ({ open }) => {
  let test: TestSystem;
  let id: string;
  const notebook = { following: '', pinned: '' };
  const hashes: string[] = [];
  const add = async (name: string, text: string, about = {}) => {
    const added = await addDatasetFile(test.context, {
      name,
      fileName: `${name}.csv`,
      content: Readable.from([Buffer.from(text)]),
      about,
    });
    return added.datasetId;
  };
  const lineage = (version?: number) => readLineage(test.context, { id, version });

  beforeAll(async () => {
    test = await openTestSystem({ open });
    for (const text of ['a\n1\n2\n', 'a\n1\n2\n3\n']) id = await add('rides', text);
    const versions = await test.context.db.query.datasetVersions.findMany({
      orderBy: (version, { asc }) => asc(version.number),
    });
    hashes.push(...versions.map(({ hash }) => hash));
    ({ id: notebook.following } = await createNotebook(test.context, { title: 'Follows' }));
    ({ id: notebook.pinned } = await createNotebook(test.context, { title: 'Pinned' }));
    await grantDataset(test.context, { notebookId: notebook.following, datasetId: id, table: 'rides' });
    await grantDataset(test.context, {
      notebookId: notebook.pinned,
      datasetId: id,
      table: 'old_rides',
      version: 1,
    });
  });
  afterAll(() => test.close());

  it('names the notebooks that read a version, and the schedules that run them', async () => {
    await createSchedule(test.context, {
      notebookId: notebook.pinned,
      cron: '0 7 * * *',
      timeZone: 'UTC',
      recipients: [],
      name: 'Every morning',
    });
    const titles = async (version?: number) => (await lineage(version)).notebooks.map(({ title }) => title);
    expect((await titles()).sort()).toEqual(['Follows', 'Pinned']);
    expect(await titles(1)).toEqual(['Pinned']);
    expect(await titles(2)).toEqual(['Follows']);
    expect((await lineage(1)).schedules).toMatchObject([
      { name: 'Every morning', notebook: 'Pinned', table: 'old_rides', version: 1, enabled: true },
    ]);
    expect((await lineage(2)).schedules).toEqual([]);
  });

  it('names the runs that read it and the model versions trained on it, with the version', async () => {
    const [first = '', second = ''] = hashes;
    await startRun(test.context, {
      notebookId: notebook.following,
      name: 'brave-fox',
      datasets: [{ name: 'rides', hash: second }],
    });
    const promotion = await uploadPackage(test.context, { model: 'demand', notebookId: notebook.pinned });
    await promoteModel(test.context, {
      ...promotion,
      datasets: [{ table: 'old_rides', hash: first }],
    });
    expect(await lineage()).toMatchObject({
      runs: { count: 1, newest: [{ name: 'brave-fox', experiment: 'Follows', versions: [2] }] },
      models: { count: 1, newest: [{ model: 'demand', number: 1, versions: [1] }] },
    });
    expect(await lineage(1)).toMatchObject({ runs: { count: 0 }, models: { count: 1 } });
    expect(await lineage(2)).toMatchObject({ runs: { count: 1 }, models: { count: 0, newest: [] } });
  });

  it('names the runs of a schedule with the versions that each read', async () => {
    const [{ id: scheduleId = '' } = {}] = (await lineage(1)).schedules;
    const executions: string[] = [];
    for (const versions of [[1], [1, 2]]) {
      const { executionId } = await runScheduleNow(test.context, { id: scheduleId });
      await beginExecution(test.context, { id: executionId });
      // In its second attempt it reads them again.
      for (const version of [...versions, ...versions])
        await recordExecutionInput(test.context, { executionId, datasetId: id, version });
      executions.push(executionId);
    }
    const [first, second] = executions;
    const read = async (version?: number) => {
      const { count, newest } = (await lineage(version)).executions;
      return { count, newest: newest.map(({ id, versions }) => ({ id, versions })) };
    };
    expect((await lineage()).executions.newest[0]).toMatchObject({
      notebook: 'Pinned',
      schedule: 'Every morning',
      status: 'running',
    });
    expect(await read()).toMatchObject({ count: 2 });
    expect(await read(2)).toEqual({ count: 1, newest: [{ id: second, versions: [2] }] });
    expect((await read(1)).newest).toContainEqual({ id: first, versions: [1] });
    expect((await read()).newest).toContainEqual({ id: second, versions: [1, 2] });
  });

  it('says what a version was made from, and what was made from it', async () => {
    const { id: doomed } = await createNotebook(test.context, { title: 'Gone' });
    const hourly = await add('hourly', 'h\n1\n', { madeFrom: ['rides@2'], notebookId: notebook.following });
    await add('hourly', 'h\n2\n', { notebookId: doomed });
    await deleteNotebook(test.context, { id: doomed });
    expect((await lineage(2)).derived).toEqual([{ datasetId: hourly, dataset: 'hourly', version: 1 }]);
    expect((await lineage(1)).derived).toEqual([]);
    expect((await readLineage(test.context, { id: hourly })).origins).toEqual([
      {
        version: 1,
        scoredBy: null,
        madeFrom: [{ datasetId: id, dataset: 'rides', version: 2 }],
        notebook: { id: notebook.following, title: 'Follows' },
      },
    ]);
    await expect(add('other', 'x\n1\n', { madeFrom: ['rides@9'] })).rejects.toMatchObject({
      code: 'not_found',
      message: 'rides has no version 9. It has versions 1 to 2.',
    });
  });

  it('leaves out what is deleted', async () => {
    await deleteNotebook(test.context, { id: notebook.pinned });
    expect(await lineage(1)).toMatchObject({ notebooks: [], schedules: [], models: { count: 1 } });
  });
});
