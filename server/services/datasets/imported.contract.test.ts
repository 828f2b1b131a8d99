import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actingAs } from '../../context';
import { testDatabases } from '../../db/testing';
import { openTestSystem, type TestSystem } from '../../testing';
import {
  copyGrants,
  createNotebook,
  deleteNotebook,
  grantDataset,
  grantNotebook,
  importNotebook,
  listGrants,
  purgeNotebook,
  restoreNotebook,
  revokeGrant,
  saveNotebook,
} from '../notebooks';
import { addDatasetFile, listGranted, openGranted } from '.';

const file = (title: string, body = 'const data = 1') =>
  `<!doctype html>\n<notebook>\n  <title>${title}</title>\n  <script id="1" type="module">\n    ${body}\n  </script>\n</notebook>\n`;

describe.each(testDatabases)('cells of another notebook on $name', ({ open }) => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem({ open });
  });
  afterAll(() => test.close());

  const make = async (title: string) => (await createNotebook(test.context, { html: file(title) })).id;
  const give = async (notebookId: string, table: string, name = table) => {
    const content = Readable.from([Buffer.from(`a\n${table.length}\n`)]);
    const { datasetId } = await addDatasetFile(test.context, {
      name,
      fileName: `${table}.csv`,
      content,
    });
    await grantDataset(test.context, { notebookId, datasetId, table });
  };
  const allow = (notebookId: string, importedId: string) =>
    grantNotebook(test.context, { notebookId, importedId, revision: 1 });

  it('is handed out once a person allowed it, with its data sets and nobody else’s', async () => {
    const [mine, sales, other] = [await make('Mine'), await make('Sales forecast'), await make('Payroll')];
    await give(sales, 'sales');
    await give(other, 'salaries');
    const wanted = { notebookId: mine, name: 'sales-forecast' };
    expect(await importNotebook(test.context, wanted)).toEqual({
      state: 'ask',
      notebook: { id: sales, title: 'Sales forecast', revision: 1 },
      tables: [{ table: 'sales', dataset: 'sales' }],
    });
    await expect(listGranted(test.context, { notebookId: mine, imported: sales })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await allow(mine, sales);
    expect(await importNotebook(test.context, wanted)).toMatchObject({
      state: 'ready',
      notebook: { id: sales, revision: 1, html: file('Sales forecast') },
    });
    expect(await listGranted(test.context, { notebookId: mine, imported: sales })).toMatchObject([
      { table: 'sales' },
    ]);
    expect(await listGranted(test.context, { notebookId: mine })).toEqual([]);
    const ask = (imported: string, table: string) =>
      openGranted(test.context, { notebookId: mine, imported, table });
    expect((await ask(sales, 'sales')).dataset.table).toBe('sales');
    await expect(ask(sales, 'salaries')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(ask(other, 'salaries')).rejects.toMatchObject({ code: 'forbidden' });
    // It does not go the other way, and ends when it is taken back.
    await expect(listGranted(test.context, { notebookId: sales, imported: mine })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const [grant] = await listGrants(test.context, { notebookId: mine });
    await revokeGrant(test.context, { id: grant?.id ?? '' });
    await expect(ask(sales, 'sales')).rejects.toMatchObject({ code: 'forbidden' });
    // Whoever may read no notebook, or may give it nothing, is refused himself.
    const as = (role: 'viewer' | 'caller') =>
      actingAs(test.system, { id: 'them', name: 'Them', roles: [role] });
    await expect(importNotebook(as('caller'), wanted)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(
      grantNotebook(as('viewer'), { notebookId: mine, importedId: sales, revision: 1 }),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('leads on to what it imports itself, where that was allowed there', async () => {
    const [a, b, c] = [await make('Chain a'), await make('Chain b'), await make('Chain c')];
    await give(c, 'deep');
    await allow(a, b);
    const wanted = { notebookId: a, name: 'chain-c', importer: b };
    await expect(importNotebook(test.context, wanted)).rejects.toThrow(
      '“Chain b” imports from chain-c, and was not allowed to yet. Open it and run that cell there.',
    );
    await expect(importNotebook(test.context, { ...wanted, name: 'chain-' })).rejects.toThrow(
      '“Chain b” imports from chain-, and was not allowed to yet.',
    );
    for (const id of [c, 'gone'])
      await expect(
        importNotebook(test.context, { ...wanted, locked: { id, revision: 1, hash: 'f'.repeat(64) } }),
      ).rejects.toThrow('“Chain b” imports from chain-c, and was not allowed to yet.');
    await allow(b, c);
    expect(await importNotebook(test.context, wanted)).toMatchObject({ state: 'ready', notebook: { id: c } });
    expect(await listGranted(test.context, { notebookId: a, imported: c })).toMatchObject([
      { table: 'deep' },
    ]);
    await expect(
      importNotebook(test.context, { notebookId: c, name: 'chain-a', importer: b }),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is found by title or id, at the locked revision, and says what is wrong', async () => {
    const [mine, one] = [await make('Finder'), await make('Größe & Gewicht')];
    await allow(mine, one);
    const find = (name: string, locked?: { id: string; revision: number; hash: string }) =>
      importNotebook(test.context, { notebookId: mine, name, locked });
    const found = await find('große-gewicht');
    if (found.state !== 'ready') throw new Error('It was allowed.');
    const { revision, hash } = found.notebook;
    await saveNotebook(test.context, { id: one, html: file('Renamed', 'const data = 2'), baseRevision: 1 });
    expect(await find(one)).toMatchObject({ notebook: { revision: 2, title: 'Renamed' } });
    // What is locked is what it was, whatever it is called now.
    expect(await find('große-gewicht', { id: one, revision, hash })).toMatchObject({
      notebook: { revision: 1, hash, html: file('Größe & Gewicht') },
    });
    expect(await find('große-gewicht')).toEqual({ state: 'unknown' });
    expect(await find('rename')).toEqual({
      ...{ state: 'unknown', said: 'There is no notebook called rename. Did you mean notebook:renamed?' },
    });
    await expect(find('renamed', { id: one, revision, hash: 'f'.repeat(64) })).rejects.toThrow(
      'another workspace',
    );
    await expect(find('renamed', { id: one, revision: 9, hash })).rejects.toThrow('is not kept any more');
    expect(await find('finder')).toMatchObject({
      ...{ state: 'unknown', said: expect.stringContaining('cannot import from itself') },
    });
    await deleteNotebook(test.context, { id: one });
    await expect(find('renamed')).rejects.toThrow(
      '“Renamed” is in the trash. Restore it there to import from it.',
    );
    await restoreNotebook(test.context, { id: one });
    // What a lock names may be anybody's guess: of what is gone a person is told, as of what was never there.
    expect(await find('renamed', { id: 'gone', revision, hash })).toEqual({
      ...{ state: 'unknown', said: expect.stringContaining('not in this workspace') },
    });
    // Of two by one name the one that was allowed is meant; where none was, a person is told of both.
    const twin = await make('Renamed!');
    expect(await find('renamed')).toMatchObject({ state: 'ready', notebook: { id: one } });
    const stranger = { notebookId: await make('Stranger'), name: 'renamed' };
    expect(await importNotebook(test.context, stranger)).toEqual({
      state: 'unknown',
      said: expect.stringMatching(
        new RegExp(`2 notebooks are called renamed: .*\\(notebook:${twin}\\).*one of them by its id`),
      ),
    });
    // Of a notebook that was not allowed no error tells, not even that it is in the trash.
    for (const id of [one, twin]) await deleteNotebook(test.context, { id });
    expect(await importNotebook(test.context, stranger)).toMatchObject({ state: 'unknown' });
  });

  it('goes to a copy with all else that was allowed, though one that it imports is in the trash or gone', async () => {
    const [from, kept] = [await make('Original'), await make('Kept')];
    const [thrown, gone] = [await make('Thrown away'), await make('Gone')];
    await give(from, 'own');
    for (const id of [thrown, gone, kept]) await allow(from, id);
    for (const id of [thrown, gone]) await deleteNotebook(test.context, { id });
    await purgeNotebook(test.context, { id: gone });
    const copy = await make('Copy');
    expect(await copyGrants(test.context, { notebookId: copy, from })).toEqual({ grants: 3 });
    const subjects = (await listGrants(test.context, { notebookId: copy })).map((one) => one.subjectId);
    expect(subjects).toEqual(expect.arrayContaining([thrown, kept]));
    expect(subjects).not.toContain(gone);
    expect(await listGranted(test.context, { notebookId: copy })).toMatchObject([{ table: 'own' }]);
    const read = (imported: string) => listGranted(test.context, { notebookId: copy, imported });
    expect(await read(kept)).toEqual([]);
    await expect(read(thrown)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is given to a copy but once, and counts what was new there', async () => {
    const [from, kept, copy] = [await make('Given'), await make('Its import'), await make('Written before')];
    await allow(from, kept);
    await give(from, 'prices');
    await give(copy, 'prices', 'prices before');
    const [before] = await listGranted(test.context, { notebookId: copy });
    expect(await copyGrants(test.context, { notebookId: copy, from })).toEqual({ grants: 1 });
    expect(await listGranted(test.context, { notebookId: copy })).toEqual([before]);
    expect(await copyGrants(test.context, { notebookId: copy, from })).toEqual({ grants: 0 });
  });
});
