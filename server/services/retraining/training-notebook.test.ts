import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestSystem, type TestSystem } from '../../testing';
import { addDatasetFile, checkVersion, deleteDataset, learnExpectations } from '../datasets';
import { createNotebook, grantDataset, grantNotebook } from '../notebooks';
import { listNotebookData, type PinnedData } from '.';

let test: TestSystem;
beforeAll(async () => {
  test = await openTestSystem();
});
afterAll(() => test.close());

const add = async (name: string, rows = 1) => {
  const content = Readable.from([Buffer.from(`a\n${'1\n'.repeat(rows)}`)]);
  return (await addDatasetFile(test.context, { name, fileName: `${name}.csv`, content })).datasetId;
};

it('is not held back by a table of an imported notebook that was deleted, or is being checked', async () => {
  const { id: notebookId } = await createNotebook(test.context, { title: 'Trains' });
  const { id: importedId } = await createNotebook(test.context, { title: 'Features' });
  await grantNotebook(test.context, { notebookId, importedId, revision: 1 });
  const give = async (to: string, table: string) => {
    const datasetId = await add(table);
    await grantDataset(test.context, { notebookId: to, datasetId, table });
    return datasetId;
  };
  await give(notebookId, 'rides');
  const deleted = await give(importedId, 'deleted');
  const unchecked = await give(importedId, 'unchecked');
  const moving = await give(importedId, 'moving');
  await learnExpectations(test.context, { id: unchecked, expected: 0 });
  await learnExpectations(test.context, { id: moving, expected: 0 });
  await checkVersion(test.context, { dataset: moving });
  await add('moving', 2);
  await deleteDataset(test.context, { id: deleted });
  const by = (of: string, ...data: PinnedData) => ({ notebookId: of, data });
  const { data, pending } = await listNotebookData(test.context, notebookId, by(notebookId));
  expect(pending).toBe(false);
  expect(data).toMatchObject([
    { table: 'rides', version: 1 },
    { table: 'moving', version: 1, notebook: importedId },
  ]);
  // What its champion read of them is waited for, and never taken older; what another notebook's did says nothing.
  const read = { table: 'moving', datasetId: moving, name: 'moving', notebook: importedId, hash: 'read' };
  expect(
    await listNotebookData(test.context, notebookId, by(notebookId, { ...read, version: 1 })),
  ).toMatchObject({
    ...{ pending: true, data: [{}, { version: 1, hash: 'read' }] },
  });
  expect(
    await listNotebookData(test.context, notebookId, by(notebookId, { ...read, version: 2 })),
  ).toMatchObject({
    ...{ pending: false, data: [{}, { version: 2, hash: 'read' }] },
  });
  expect(
    (await listNotebookData(test.context, notebookId, by(importedId, { ...read, version: 2 }))).data,
  ).toEqual(data);
  const gone = { ...read, table: 'deleted', datasetId: deleted, version: 1 };
  await expect(listNotebookData(test.context, notebookId, by(notebookId, gone))).rejects.toThrow(
    'was deleted',
  );
  // Its own are waited for, and missed.
  const own = await give(notebookId, 'own');
  await learnExpectations(test.context, { id: own, expected: 0 });
  expect((await listNotebookData(test.context, notebookId, by(notebookId))).pending).toBe(true);
  await deleteDataset(test.context, { id: own });
  await expect(listNotebookData(test.context, notebookId, by(notebookId))).rejects.toThrow('was deleted');
});
