import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actingAs } from '../../context';
import { testDatabases } from '../../db/testing';
import { openTestSystem, type TestSystem } from '../../testing';
import { createNotebook, grantDataset } from '../notebooks';
import {
  addDatasetFile,
  createDatasetFromPath,
  deleteDataset,
  listDatasets,
  listGranted,
  openGranted,
  previewRows,
  readDataset,
  renameDataset,
  restoreDataset,
} from '.';

describe.each(testDatabases)('data sets on $name', ({ open }) => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem({ open });
  });
  afterAll(() => test.close());

  const add = (name: string, text: string, fileName = `${name}.csv`) =>
    addDatasetFile(test.context, { name, fileName, content: Readable.from([Buffer.from(text)]) });
  const countFiles = async () =>
    (await readdir(join(test.folder, 'files'), { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    ).length;

  it('keeps a file as a version, and another content as the next', async () => {
    const first = await add('rides', 'hour,riders\n8,120\n9,80\n');
    expect(first).toMatchObject({ name: 'rides', version: 1, isNew: true, notes: [] });
    const second = await add('rides', 'hour,riders\n8,120\n9,80\n17,300\n');
    expect(second).toMatchObject({ datasetId: first.datasetId, version: 2, isNew: true });
    const read = await readDataset(test.context, { id: first.datasetId });
    expect(read).toMatchObject({ name: 'rides', version: 2 });
    expect(read.versions.map(({ number, rows }) => [number, rows])).toEqual([
      [2, 3],
      [1, 2],
    ]);
    expect((await readDataset(test.context, { id: first.datasetId, version: 1 })).profile[0]).toMatchObject({
      name: 'hour',
      maximum: '9',
    });
  });

  it('takes the same content for the same version, and says so', async () => {
    const first = await add('same', 'a\n1\n2\n');
    const files = await countFiles();
    expect(await add('same', 'a\n1\n2\n', 'renamed.csv')).toEqual({ ...first, isNew: false });
    expect(await add('copy', 'a\n1\n2\n')).toMatchObject({ name: 'copy', version: 1, rows: 2, isNew: true });
    expect(await countFiles()).toBe(files);
  });

  it('gives two versions at once two numbers', async () => {
    const added = await Promise.all([1, 2, 3, 4].map((i) => add('race', `a,b\n${i},x\n${i},y\n`)));
    expect(added.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4]);
    expect(new Set(added.map(({ datasetId }) => datasetId)).size).toBe(1);
  });

  it('leaves nothing of a file that is no table, or did not arrive', async () => {
    const files = await countFiles();
    const datasets = (await listDatasets(test.context, {})).length;
    await expect(add('photo', '\x89PNG\r\n')).rejects.toMatchObject({ code: 'unprocessable' });
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('a,b\n1,2\n');
        throw new Error('the connection was closed');
      })(),
    );
    await expect(
      addDatasetFile(test.context, { name: 'gone', fileName: 'gone.csv', content: broken }),
    ).rejects.toThrow('closed');
    expect(await countFiles()).toBe(files);
    expect(await listDatasets(test.context, {})).toHaveLength(datasets);
  });

  it('stops reading when nobody waits for it any more', async () => {
    const files = await countFiles();
    const controller = new AbortController();
    const lines = Array.from({ length: 200_000 }, (_, i) => `${i},${i % 7}`).join('\n');
    const adding = addDatasetFile(test.context, {
      name: 'stopped',
      fileName: 'stopped.csv',
      content: Readable.from([Buffer.from(`a,b\n${lines}`)]),
      signal: controller.signal,
    });
    controller.abort(new Error('left'));
    await expect(adding).rejects.toThrow();
    expect(await countFiles()).toBe(files);
  });

  it('shows rows by the page', async () => {
    const { datasetId: id } = await createDatasetFromPath(test.context, {
      path: 'examples/data/penguins.csv',
      name: 'penguins',
    });
    const page = await previewRows(test.context, { id, offset: 3, limit: 2 });
    expect(page).toMatchObject({ total: 344, version: 1 });
    expect(page.rows).toHaveLength(2);
    expect(page.rows[0]?.[0]).toBe('Adelie');
    expect(page.rows[0]).toContain(null);
    const some = await previewRows(test.context, { id, offset: 3, limit: 2, firstColumn: 1, columns: 2 });
    expect(some).toMatchObject({ firstColumn: 1, rows: page.rows.map((row) => row.slice(1, 3)) });
    expect((await previewRows(test.context, { id, firstColumn: 99 })).rows).toEqual([]);
  });

  it('shows rows sorted, filtered and searched, and equals in the order of the file', async () => {
    const { datasetId: id } = await createDatasetFromPath(test.context, {
      path: 'examples/data/penguins.csv',
      name: 'sorted penguins',
    });
    const { profile } = await readDataset(test.context, { id });
    const place = (name: string) => profile.findIndex((column) => column.name === name);
    const [species, mass] = [place('species'), place('body_mass_g')];
    const ask = (arrangement: Parameters<typeof previewRows>[1]['arrangement'], search = '') =>
      previewRows(test.context, { id, limit: 3, arrangement, search });
    const heavy = await ask({
      sorts: [{ column: mass, descending: true }],
      filters: { [species]: { kind: 'values', values: ['Adelie', 'Chinstrap'] } },
    });
    expect(heavy.total).toBe(220);
    expect(heavy.rows.map((row) => row[mass])).toEqual(['4800', '4775', '4725']);
    expect((await ask({ sorts: [], filters: { [mass]: { kind: 'range', below: '2900' } } })).total).toBe(3);
    expect((await ask({ sorts: [], filters: {} }, 'GENTOO')).total).toBe(124);
    // A quote in a text is part of the text.
    expect((await ask({ sorts: [], filters: { [species]: { kind: 'contains', text: "o'" } } })).total).toBe(
      0,
    );
    await expect(ask({ sorts: [{ column: 99, descending: false }], filters: {} })).rejects.toThrow(
      'no such column',
    );
  });

  it('lets a notebook read what it was granted, newest or pinned, and nothing else', async () => {
    const { datasetId } = await add('granted', 'a\n1\n2\n3\n');
    await add('granted', 'a\n1\n2\n3\n4\n');
    const { id: notebookId } = await createNotebook(test.context, { title: 'Reader' });
    const { id: other } = await createNotebook(test.context, { title: 'Other' });
    await grantDataset(test.context, { notebookId, datasetId, table: 'newest' });
    await grantDataset(test.context, { notebookId, datasetId, table: 'pinned', version: 1 });
    expect(
      (await listGranted(test.context, { notebookId })).map(({ table, version, rows }) => [
        table,
        version,
        rows,
      ]),
    ).toEqual([
      ['newest', 2, 4],
      ['pinned', 1, 3],
    ]);
    const opened = await openGranted(test.context, { notebookId, table: 'pinned' });
    expect(opened.dataset.columns).toEqual([{ name: 'a', type: 'BIGINT' }]);
    expect(await test.system.storage.has(opened.databaseHash)).toBe(true);
    expect(await test.system.storage.has(opened.sourceHash)).toBe(true);
    expect(await listGranted(test.context, { notebookId: other })).toEqual([]);
    await expect(openGranted(test.context, { notebookId: other, table: 'pinned' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('renames, puts aside and brings back', async () => {
    const { datasetId: id } = await add('before', 'a\n1\n');
    await add('taken', 'a\n2\n');
    await expect(renameDataset(test.context, { id, name: 'taken' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await renameDataset(test.context, { id, name: 'after' });
    await deleteDataset(test.context, { id });
    const names = async (deleted: boolean) =>
      (await listDatasets(test.context, { deleted })).map(({ name }) => name);
    expect(await names(false)).not.toContain('after');
    expect(await names(true)).toContain('after');
    await expect(add('after', 'a\n3\n')).rejects.toMatchObject({ code: 'conflict' });
    await restoreDataset(test.context, { id });
    expect(await names(false)).toContain('after');
  });

  it('is closed to those without the right', async () => {
    const viewer = actingAs(test.system, { id: 'v', name: 'Vera', roles: ['viewer'] });
    const content = Readable.from([Buffer.from('a\n1\n')]);
    await expect(addDatasetFile(viewer, { name: 'x', fileName: 'x.csv', content })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(await listDatasets(viewer, {})).not.toHaveLength(0);
  });
});
