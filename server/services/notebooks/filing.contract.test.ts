import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notebookCells, notebooks, revisionContents, revisions } from '../../db/schema';
import { testDatabases } from '../../db/testing';
import { openTestSystem, type TestSystem } from '../../testing';
import {
  browseNotebooks,
  createNotebook,
  deleteNotebooks,
  indexLeftNotebooks,
  listNotebookLabels,
  moveNotebooks,
  nameRevision,
  purgeNotebook,
  readNotebookLosses,
  renameFolder,
  restoreNotebooks,
  saveNotebook,
  searchNotebooks,
  tagNotebooks,
} from '.';

const file = (title: string, ...sources: readonly string[]) =>
  `<!doctype html>\n<notebook>\n  <title>${title}</title>\n${sources
    .map((source, place) => `  <script id="${place + 1}" type="module">\n    ${source}\n  </script>\n`)
    .join('')}</notebook>\n`;

describe.each(testDatabases)('notebooks are filed and found on $name', ({ open }) => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem({ open });
  });
  afterAll(() => test.close());

  const make = async (title: string, ...sources: string[]) =>
    (await createNotebook(test.context, { html: file(title, ...sources) })).id;
  const titles = async (input: Parameters<typeof browseNotebooks>[1]) =>
    (await browseNotebooks(test.context, { sort: 'title', descending: false, ...input })).notebooks.map(
      ({ title }) => title,
    );

  it('a folder is there by its notebooks, is renamed with what is in it, and both are taken back', async () => {
    const [a, b] = [await make('Folder a'), await make('Folder b')];
    await moveNotebooks(test.context, {
      moves: [
        { id: a, folder: ' Team / Forecasts ' },
        { id: b, folder: 'Team_x' },
      ],
    });
    expect(await titles({ folder: 'Team' })).toEqual([]);
    // An underscore means itself.
    expect(await titles({ folder: 'Team', withSubfolders: true })).toEqual(['Folder a']);
    expect((await listNotebookLabels(test.context, {})).folders).toEqual([
      { folder: 'Team/Forecasts', notebooks: 1 },
      { folder: 'Team_x', notebooks: 1 },
    ]);
    const { before } = await renameFolder(test.context, { from: 'Team', to: 'Sales' });
    expect(await titles({ folder: 'Sales/Forecasts' })).toEqual(['Folder a']);
    await moveNotebooks(test.context, { moves: before });
    expect(await titles({ folder: 'Team/Forecasts' })).toEqual(['Folder a']);
    await expect(renameFolder(test.context, { from: 'Team', to: 'Team/In' })).rejects.toMatchObject({
      code: 'bad_request',
    });
    await expect(renameFolder(test.context, { from: 'Nowhere', to: 'Else' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('tags narrow the list, all of them together, and are exchanged back', async () => {
    const [a, b] = [await make('Tag a'), await make('Tag b')];
    const { added, removed } = await tagNotebooks(test.context, {
      add: [
        { id: a, tag: 'weekly' },
        { id: b, tag: 'weekly' },
        { id: a, tag: 'draft' },
        { id: 'nothing', tag: 'draft' },
      ],
    });
    expect(added).toHaveLength(3);
    expect(await titles({ tags: ['weekly'] })).toEqual(['Tag a', 'Tag b']);
    expect(await titles({ tags: ['weekly', 'draft'] })).toEqual(['Tag a']);
    await tagNotebooks(test.context, { add: removed, remove: added });
    expect(await titles({ tags: ['weekly'] })).toEqual([]);
  });

  it('a page at a time, with how many there are in all', async () => {
    for (let i = 0; i < 5; i++) await make(`Page ${i}`);
    const page = await browseNotebooks(test.context, {
      title: 'page',
      sort: 'title',
      descending: false,
      offset: 2,
      limit: 2,
    });
    expect(page.total).toBe(5);
    expect(page.notebooks.map(({ title }) => title)).toEqual(['Page 2', 'Page 3']);
  });

  it('text and code are found as they were typed, word by word, and with what was looked for marked', async () => {
    const id = await make('Looked for', 'const total = sum(cnt) + 100%', 'const Übung = "Straße_1"');
    await make('Not this', 'sum(amount)');
    const search = async (text: string) =>
      (await searchNotebooks(test.context, { text })).notebooks.map((found) => found.title);
    expect(await search('sum(cnt)')).toEqual(['Looked for']);
    expect(await search('um(cn')).toEqual(['Looked for']);
    expect(await search('100% TOTAL')).toEqual(['Looked for']);
    expect(await search('übung')).toEqual(['Looked for']);
    expect(await search('straßeX1')).toEqual([]);
    expect(await search('"total cnt"')).toEqual([]);
    expect(await search('looked')).toEqual(['Looked for']);
    expect(await search('  ')).toEqual([]);
    const { notebooks: found } = await searchNotebooks(test.context, { text: 'sum(cnt)' });
    expect(found[0]?.cells).toEqual([
      {
        cellId: 1,
        kind: 'javascript',
        preview: {
          line: 1,
          stretches: [
            { text: 'const total = ', isFound: false },
            { text: 'sum(cnt)', isFound: true },
            { text: ' + 100%', isFound: false },
          ],
        },
      },
    ]);
    // What was changed is found as it is now, and what was deleted not at all.
    await saveNotebook(test.context, { id, html: file('Looked for', 'const other = 1'), baseRevision: 1 });
    expect(await search('sum(cnt)')).toEqual([]);
    expect(await search('other =')).toEqual(['Looked for']);
    await deleteNotebooks(test.context, { ids: [id] });
    expect(await search('other =')).toEqual([]);
    await restoreNotebooks(test.context, { ids: [id] });
    expect(await search('other =')).toEqual(['Looked for']);
  });

  it('notebooks of an older release are found once they were gone through', async () => {
    const id = await make('Older', 'const wasHereBefore = 1');
    const { db } = test.system;
    await db.delete(notebookCells).where(eq(notebookCells.notebookId, id));
    await db.update(notebooks).set({ searched: null }).where(eq(notebooks.id, id));
    const search = async () =>
      (await searchNotebooks(test.context, { text: 'wasHereBefore' })).notebooks.length;
    expect(await search()).toBe(0);
    expect(await indexLeftNotebooks(test.context, {})).toEqual({ indexed: 1 });
    expect(await search()).toBe(1);
    expect(await indexLeftNotebooks(test.context, {})).toEqual({ indexed: 0 });
  });

  it('has its index of trigrams', async () => {
    const found = await test.system.db.execute(
      sql`select 1 from pg_indexes where indexname = 'notebook_cells_text'`,
    );
    expect((found as { rows: unknown[] }).rows).toHaveLength(1);
  });

  it('what is deleted for ever is named before, and takes its texts along', async () => {
    const id = await make('Gone', 'const gone = "once and for all"');
    await nameRevision(test.context, { id, revision: 1, name: 'Sent' });
    await expect(purgeNotebook(test.context, { id })).rejects.toMatchObject({ code: 'not_found' });
    await deleteNotebooks(test.context, { ids: [id] });
    expect(await readNotebookLosses(test.context, { id })).toMatchObject({
      ...{ title: 'Gone', revisions: 1, named: ['Sent'], runs: 0, schedules: 0 },
    });
    await purgeNotebook(test.context, { id });
    const { db } = test.system;
    expect(await db.$count(revisions, eq(revisions.notebookId, id))).toBe(0);
    const texts = (await db.select({ html: revisionContents.html }).from(revisionContents)).map(
      (row) => row.html,
    );
    expect(texts.some((html) => html.includes('once and for all'))).toBe(false);
  });
});
