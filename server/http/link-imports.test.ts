import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCell } from '@/cells/document/create';
import { readEnclosed } from '@/cells/document/enclosed-notebooks';
import { type NotebookFile, writeFileLock } from '@/cells/document/file-lock';
import { type LockedNotebook, writeNotebookLock } from '@/cells/document/notebook-lock';
import { writePackageLock } from '@/cells/document/package-lock';
import { parseNotebook } from '@/cells/document/parse';
import { serializeNotebook } from '@/cells/document/serialize';
import { testDatabases } from '../db/testing';
import { addDatasetFile } from '../services/datasets';
import { createLink, listSharedImports, revokeLink } from '../services/links';
import {
  createNotebook,
  deleteNotebook,
  grantDataset,
  grantNotebook,
  keepFile,
  listGrants,
  restoreNotebook,
  revokeGrant,
  saveNotebook,
} from '../services/notebooks';
import { openTestSystem, type TestSystem } from '../testing';
import { createHttpApp } from './app';

type Lock = Readonly<Record<string, LockedNotebook>>;

const birds = { version: '1.0.0', integrity: `sha512-${'b'.repeat(86)}==`, dependencies: [] };
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** A notebook file of these cells; `name: SELECT …` is SQL that defines the name. */
const write = (
  title: string,
  sources: readonly string[],
  attributes: Readonly<Record<string, string>> = {},
) =>
  serializeNotebook({
    ...{ title, attributes },
    cells: sources.map((text, place) => {
      const [, output, query] = /^(\w+): (SELECT.*)$/s.exec(text) ?? [];
      return query === undefined || output === undefined
        ? createCell({ id: place + 1, kind: 'javascript', source: text })
        : createCell({ id: place + 1, kind: 'sql', output, source: query });
    }),
  });

describe.each(testDatabases)('imported cells behind links, on $name', ({ open }) => {
  let test: TestSystem;
  let app: ReturnType<typeof createHttpApp>;
  beforeAll(async () => {
    test = await openTestSystem({ open, config: { publicLinks: true } });
    app = createHttpApp(test.system);
  });
  afterAll(() => test.close());

  async function make(
    title: string,
    sources: readonly string[],
    lock: Lock = {},
    attributes: Record<string, string> = {},
  ) {
    const notebooks = writeNotebookLock(new Map(Object.entries(lock)));
    const html = write(title, sources, { ...(notebooks && { 'data-notebooks': notebooks }), ...attributes });
    const { id } = await createNotebook(test.context, { html });
    return { id, html, revision: 1, hash: hashOf(html) };
  }
  const locked = ({ id, revision, hash }: LockedNotebook): LockedNotebook => ({ id, revision, hash });
  const give = async (notebookId: string, table: string) => {
    const content = Readable.from([Buffer.from(`${table}\n1\n`)]);
    const file = { name: `${table} of ${notebookId}`, fileName: `${table}.csv`, content };
    const { datasetId } = await addDatasetFile(test.context, file);
    await grantDataset(test.context, { notebookId, datasetId, table });
  };
  const allow = (notebookId: string, importedId: string) =>
    grantNotebook(test.context, { notebookId, importedId, revision: 1 });
  const share = async (notebookId: string, revision: number | null = null) => {
    const { id, token } = await createLink(test.context, { notebookId, revision });
    const get = (path: string) =>
      app.request(`http://localhost/apps/${token}/${path}`, { headers: { host: 'localhost' } });
    return {
      id,
      get,
      status: async (path: string) => (await get(path)).status,
      /** The parts that come with the text: title, revision and cells. */
      async parts() {
        const { html } = await (await get('notebook')).json();
        return readEnclosed(parseNotebook(html)).map(({ title, revision, html }) => ({
          ...{ title, revision },
          cells: parseNotebook(html).cells.map(({ output, source }) =>
            output ? `${output}: ${source}` : source,
          ),
        }));
      },
      async tables(notebook: string) {
        const answer = await get(`tables?notebook=${notebook}`);
        const tables: { table: string }[] = answer.ok ? await answer.json() : [];
        return answer.ok ? tables.map(({ table }) => table) : answer.status;
      },
    };
  };

  it('are those that the names stand on, of the locked revision, with the data sets, files and packages that they name', async () => {
    const textOf = (name: string) =>
      name === 'look.js'
        ? 'import rates from "./rates.json"; import "npm:bats@1"; export default rates'
        : name;
    const list = (names: readonly string[]): string => {
      const entry = (name: string): [string, NotebookFile] => [
        name,
        { hash: hashOf(textOf(name)), bytes: 1, type: 'text/plain' },
      ];
      return writeFileLock(new Map(names.map(entry))) ?? '';
    };
    const files = ['used.csv', 'unused.csv', 'look.js', 'rates.json'];
    const cells = [
      'data: SELECT * FROM sales',
      'const chart = [data, FileAttachment("used.csv")]',
      'import {bird} from "npm:birds@1"',
      'const pay = FileAttachment("unused.csv")',
      'wages: SELECT * FROM salaries',
      'const seen = bird(chart, look)',
      'import look from "./look.js"',
    ];
    const sales = await make(
      'Sales',
      cells,
      {},
      {
        'data-files': list(files),
        'data-packages':
          writePackageLock(new Map(['birds@1', 'bees@1', 'bats@1'].map((key) => [key, birds]))) ?? '',
        'data-enclosed': '[]',
      },
    );
    for (const table of ['sales', 'salaries']) await give(sales.id, table);
    for (const name of [...files, 'later.csv']) {
      const blob = await test.system.storage.put(Buffer.from(textOf(name)));
      await keepFile(test.context, { notebookId: sales.id, name, blob });
    }
    const board = await make('Board', ['import {seen} from "notebook:sales"'], { sales: locked(sales) });
    await allow(board.id, sales.id);
    // It goes on elsewhere, and is called something else: the link shows what is locked.
    const later = write('Layoffs', ['const seen = "layoffs"', 'const x = FileAttachment("later.csv")'], {
      'data-files': list(['later.csv']),
    });
    await saveNotebook(test.context, { id: sales.id, html: later, baseRevision: 1 });

    const link = await share(board.id);
    expect(await link.parts()).toEqual([
      { title: 'Sales', revision: 1, cells: [0, 1, 2, 5, 6].map((place) => cells[place]) },
    ]);
    const text = await (await link.get('notebook')).text();
    for (const hidden of ['Layoffs', 'salaries', 'unused', 'bees']) expect(text).not.toContain(hidden);
    expect(await link.tables(sales.id)).toEqual(['sales']);
    const opened = await (await link.get(`tables/sales?notebook=${sales.id}`)).json();
    expect(
      await (
        await app.request(`http://localhost${opened.source}`, { headers: { host: 'localhost' } })
      ).text(),
    ).toBe('sales\n1\n');
    // Neither by its own name, nor as a table of the notebook that is shown.
    for (const path of [`tables/salaries?notebook=${sales.id}`, 'tables/sales', 'tables/salaries'])
      expect(await link.status(path), path).toBe(403);
    expect(await (await link.get('tables')).json()).toEqual([]);
    const file = (name: string, more = `&notebook=${sales.id}`) =>
      link.status(`files/${name}?hash=${hashOf(textOf(name))}${more}`);
    // A module says itself which files and packages it imports.
    for (const name of ['used.csv', 'look.js', 'rates.json']) expect(await file(name), name).toBe(200);
    for (const name of ['unused.csv', 'later.csv']) expect(await file(name), name).toBe(403);
    expect(await file('used.csv', '')).toBe(403);
    // Locked, yet not stored here; not named; not of the notebook that is shown.
    const bundle = (name: string, more = '') =>
      link.status(`packages?name=${name}&range=1&notebook=${sales.id}${more}`);
    expect([
      await bundle('birds'),
      await bundle('birds', `&integrity=${encodeURIComponent(birds.integrity)}`),
    ]).toEqual([404, 404]);
    expect(await bundle('bats')).toBe(404);
    expect([await bundle('bees'), await bundle('birds', '&integrity=other')]).toEqual([403, 403]);
    expect(await link.status('packages?name=birds&range=1')).toBe(403);

    expect(await listSharedImports(test.context, { notebookId: board.id, revision: null })).toMatchObject({
      imports: [
        {
          id: sales.id,
          title: 'Layoffs',
          revision: 1,
          cells: 5,
          files: ['look.js', 'rates.json', 'used.csv'],
          tables: [{ table: 'sales', rows: 1 }],
        },
      ],
      left: [],
    });
  });

  it('are shown only where a person allowed the import, as long as it is allowed, and the link leads to it', async () => {
    const other = await make('Other', ['const value = 1', 'rows: SELECT * FROM figures']);
    await give(other.id, 'figures');
    const second = write('Other', ['const value = 2']);
    const lock = { other: locked(other) };
    const mine = await make('Mine', ['import {value, rows} from "notebook:other"', 'const own = 1'], lock);
    const link = await share(mine.id);
    const shown = async () => [(await link.parts()).length, await link.tables(other.id)];
    // The text of a lock allows nothing.
    expect(await shown()).toEqual([0, 403]);
    await allow(mine.id, other.id);
    expect(await shown()).toEqual([1, ['figures']]);
    await deleteNotebook(test.context, { id: other.id });
    expect(await shown()).toEqual([0, 403]);
    // All else stays.
    expect(await (await link.get('notebook')).text()).toContain('const own = 1');
    await restoreNotebook(test.context, { id: other.id });
    expect(await shown()).toEqual([1, ['figures']]);
    const [grant] = await listGrants(test.context, { notebookId: mine.id });
    await revokeGrant(test.context, { id: grant?.id ?? '' });
    expect(await shown()).toEqual([0, 403]);
    await allow(mine.id, other.id);
    expect(await shown()).toEqual([1, ['figures']]);

    // A link to another notebook reaches none of it; nor does one to an earlier revision, which locks nothing.
    const stranger = await share((await make('Stranger', ['1'])).id);
    for (const id of [other.id, mine.id, 'x', '%00', "'--"]) expect(await stranger.tables(id), id).toBe(403);
    await saveNotebook(test.context, { id: other.id, html: second, baseRevision: 1 });
    const unlocked = write('Mine', ['import {value} from "notebook:other"']);
    await saveNotebook(test.context, { id: mine.id, html: unlocked, baseRevision: 1 });
    expect(await shown()).toEqual([0, 403]);
    const pinned = await share(mine.id, 1);
    expect(await pinned.parts()).toMatchObject([{ revision: 1 }]);
    // Another revision than its hash says, and one that is not there.
    for (const forged of [
      { ...locked(other), revision: 2 },
      { ...locked(other), hash: hashOf('anything') },
      { id: mine.id, revision: 1, hash: mine.hash },
    ]) {
      const forger = await make('Forger', ['import {value} from "notebook:other"'], {
        other: forged,
      });
      await allow(forger.id, other.id);
      const forgery = await share(forger.id);
      expect([await forgery.parts(), await forgery.tables(forged.id)]).toEqual([[], 403]);
      expect(await listSharedImports(test.context, { notebookId: forger.id, revision: null })).toEqual({
        ...{ imports: [], left: [{ name: 'other' }] },
      });
    }
    await revokeLink(test.context, { id: pinned.id });
    expect([await pinned.status('notebook'), await pinned.tables(other.id)]).toEqual([404, 404]);
  });

  it('give no more for what the shown text itself says that it encloses', async () => {
    const other = await make('Closed', ['const value = 1']);
    for (const table of ['open', 'secret']) await give(other.id, table);
    const said = {
      ...locked(other),
      title: 'Closed',
      html: write('Closed', ['t: SELECT * FROM secret'], {}),
    };
    const mine = await make(
      'Encloses',
      ['import {value} from "notebook:closed"'],
      { closed: locked(other) },
      { 'data-enclosed': JSON.stringify([said]) },
    );
    const link = await share(mine.id);
    expect(await link.tables(other.id)).toBe(403);
    await allow(mine.id, other.id);
    expect([await link.parts(), await link.tables(other.id)]).toEqual([
      [{ title: 'Closed', revision: 1, cells: ['const value = 1'] }],
      [],
    ]);
  });

  it('come with those that they import in turn, and with what replaces their names', async () => {
    const deep = await make('Deep', ['words: SELECT * FROM words', 'const word = words', 'const other = 1']);
    await give(deep.id, 'words');
    const between = await make(
      'Between',
      [
        'import {word, other} from "notebook:deep"',
        'const title = word',
        'const data = big',
        'const big = 1',
        'const chart = data',
      ],
      { deep: locked(deep) },
    );
    const lock = { between: locked(between) };
    const top = await make(
      'Top',
      [
        'import {title} from "notebook:between"',
        'import {chart} from "notebook:between" with {data: "mine"}',
        'const mine = 1',
        'import {nothing} from "notebook:between"',
      ],
      lock,
    );
    await allow(top.id, between.id);
    const link = await share(top.id);
    // Where a cell has not all that it imports it runs nothing, and nothing of it is shown.
    expect(await link.parts()).toEqual([{ title: 'Between', revision: 1, cells: ['const chart = data'] }]);
    expect(await listSharedImports(test.context, { notebookId: top.id, revision: null })).toMatchObject({
      left: [{ name: 'deep', by: 'Between' }],
    });
    await allow(between.id, deep.id);
    expect(await link.parts()).toEqual(
      expect.arrayContaining([
        {
          title: 'Between',
          revision: 1,
          cells: ['import {word, other} from "notebook:deep"', 'const title = word', 'const chart = data'],
        },
        {
          title: 'Deep',
          revision: 1,
          cells: ['words: SELECT * FROM words', 'const word = words'],
        },
      ]),
    );
    expect([await link.tables(deep.id), await link.tables(between.id)]).toEqual([['words'], []]);
  });
});
