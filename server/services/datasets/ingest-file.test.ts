import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromArrays, tableToIPC } from '@uwdata/flechette';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IngestedFile, ingestFile } from './ingest-file';
import { openDuckdb } from './open-duckdb';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cellar-ingest-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Reads a file; gives what the result holds, and the first rows of its DuckDB file. */
async function ingest(fileName: string, content?: string | Uint8Array) {
  const path = content === undefined ? fileName : join(folder, fileName);
  if (content !== undefined) await writeFile(path, content);
  const workFolder = join(folder, 'work');
  const result = await ingestFile(
    { path, fileName: path.split('/').at(-1) ?? '', workFolder },
    async (ingested) => ({
      ...ingested,
      first: await readRows(ingested),
      parquetStart: (await readFile(ingested.parquetPath)).subarray(0, 4).toString(),
    }),
  );
  expect(await readdir(workFolder), 'the work folder is empty afterwards').toEqual([]);
  return result;
}

async function readRows({ databasePath }: IngestedFile) {
  await using db = await openDuckdb({ databases: { source: databasePath } });
  return await db.rows('FROM source.data LIMIT 5');
}

const message = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: Error) => error.message,
  );

describe('a file of a table', () => {
  it('becomes a DuckDB file, Parquet, and a profile', async () => {
    const { rows, profile, notes, parquetStart } = await ingest('examples/data/bike-sharing-hour.csv');
    expect(rows).toBe(17_379);
    expect(notes).toEqual([]);
    expect(parquetStart).toBe('PAR1');
    const count = profile.find(({ name }) => name === 'cnt');
    expect(count).toMatchObject({ type: 'BIGINT', missing: 0, minimum: '1', maximum: '977', distinct: 869 });
    expect(count?.mean).toBeCloseTo(189.463, 3);
    expect(count?.histogram?.reduce((a, b) => a + b)).toBe(17_379);
    expect(profile.find(({ name }) => name === 'dteday')).toMatchObject({
      type: 'DATE',
      minimum: '2011-01-01',
    });
  });

  it('may have hundreds of columns, of any name, a line, and columns without a value', async () => {
    const odd = ['select', 'my "quoted" column', "it's", '; DROP TABLE data; --', 'a,b', 'empty'];
    const names = [...odd, ...Array.from({ length: 200 }, (_, i) => `c${i}`), 'owner'];
    const cells = [
      ...odd.map((_, i) => (i === 5 ? '' : `v${i}`)),
      ...Array(200).fill('1'),
      'ada@example.org',
    ];
    const line = (values: readonly string[]) =>
      values.map((value) => `"${value.replaceAll('"', '""')}"`).join(',');
    const wide = await ingest('wide.csv', `${line(names)}\n${line(cells)}\n`);
    expect(wide.rows).toBe(1);
    expect(wide.profile.map(({ name }) => name)).toEqual(names);
    expect(wide.profile[1]).toMatchObject({ distinct: 1, top: [{ value: 'v1', count: 1 }] });
    expect(wide.profile[5]).toMatchObject({ missing: 1, distinct: 0, top: [] });
    expect(wide.profile[205]).toMatchObject({ minimum: '1', histogram: [1] });
    expect(Object.keys(wide.personal)).toEqual(['owner']);
  });

  it('may have hundreds of columns and rows, with marks, gaps and a type that changes late', async () => {
    const kinds = [
      (row: number) => String(row % 7),
      (row: number) => (row % 10 === 0 ? '' : (row / 4).toFixed(2)),
      (row: number) => `"a, ${row % 3} ""b"""`,
      (row: number) => (row < 520 ? '1' : 'late'),
    ];
    const names = Array.from({ length: 300 }, (_, i) => `c${i}`);
    const line = (row: number) => names.map((_, i) => kinds[i % 4]?.(row)).join();
    const text = [names.join(), ...Array.from({ length: 560 }, (_, row) => line(row))].join('\n');
    const { rows, profile, notes } = await ingest('wide-and-long.csv', text);
    expect({ rows, notes, columns: profile.length }).toEqual({ rows: 560, notes: [], columns: 300 });
    for (const at of [0, 148, 296]) {
      expect(profile[at]).toMatchObject({ type: 'BIGINT', missing: 0, distinct: 7, mean: 3 });
      expect(profile[at]?.histogram).toEqual(Array(7).fill(80));
      expect(profile[at + 1]).toMatchObject({
        type: 'DOUBLE',
        missing: 56,
        distinct: 504,
        maximum: '139.75',
      });
      expect(profile[at + 2]).toMatchObject({ type: 'VARCHAR', distinct: 3, minimum: 'a, 0 "b"' });
      expect(profile[at + 3]).toMatchObject({
        type: 'VARCHAR',
        top: [
          { value: '1', count: 520 },
          { value: 'late', count: 40 },
        ],
      });
    }
  });

  it('is looked through for addresses in its structures', async () => {
    const rows = [{ who: { name: 'Ada', mail: 'ada@example.org' }, tags: ['a'] }, { tags: [] }];
    const { personal } = await ingest('nested.json', JSON.stringify(rows));
    expect(personal).toMatchObject({ who: { kind: 'other' } });
    expect(Object.keys(personal)).toEqual(['who']);
  });

  it('tells missing values and frequent ones', async () => {
    const { profile } = await ingest('examples/data/penguins.csv');
    const sex = profile.find(({ name }) => name === 'sex');
    expect(sex?.missing).toBeGreaterThan(0);
    expect(profile.find(({ name }) => name === 'species')?.top?.[0]).toEqual({ value: 'Adelie', count: 152 });
  });

  it('may be tab-separated', async () => {
    const { format, first } = await ingest('t.tsv', 'a\tb\n1\tx, y\n2\tz\n');
    expect(format).toBe('tsv');
    expect(first).toEqual([
      { a: '1', b: 'x, y' },
      { a: '2', b: 'z' },
    ]);
  });

  it('may be JSON, one array or one object a line, nested or not', async () => {
    const array = await ingest('a.json', '[{"a":1,"b":{"c":[1,2]}},{"a":2,"b":{"c":[3]}}]');
    expect(array.first[0]).toEqual({ a: '1', b: { c: ['1', '2'] } });
    const lines = await ingest('a.jsonl', '{"a":1}\n{"a":2}\n{"a":3}\n');
    expect(lines.rows).toBe(3);
  });

  it('keeps JSON values without a common shape as text, and says so', async () => {
    const { first, notes } = await ingest('odd.json', '[{"a":{"x":1}},{"a":[1,2]},{"a":"s"}]');
    expect(first[1]).toEqual({ a: '[1,2]' });
    expect(notes).toEqual(['Values in a have no common shape; they are kept as JSON text.']);
  });

  it('may be Arrow, as a file or as a stream', async () => {
    const table = tableFromArrays({
      n: [1, 2, 3],
      s: ['a', 'b', null],
      at: [new Date(0), new Date(86_400_000), null],
    });
    for (const format of ['file', 'stream'] as const) {
      const bytes = tableToIPC(table, { format });
      const { first, rows } = await ingest(`${format}.arrow`, bytes ?? undefined);
      expect(rows).toBe(3);
      expect(first[1]).toMatchObject({ n: 2, s: 'b' });
    }
  });

  it('keeps times with a zone in UTC, and says so', async () => {
    const { first, notes } = await ingest(
      'z.csv',
      'at\n2020-01-01 12:00:00+02:00\n2020-01-01 12:00:00+00:00\n',
    );
    expect(first[0]).toEqual({ at: '2020-01-01 10:00:00' });
    expect(notes[0]).toContain('kept in UTC');
  });
});

describe('an odd CSV file', () => {
  it('loses its ragged lines and says which', async () => {
    const { rows, notes } = await ingest('ragged.csv', 'a,b,c\n1,2,3\n4,5\n7,8,9\n6,7,8,9\n10,11,12\n');
    expect(rows).toBe(3);
    expect(notes).toEqual([
      '2 lines do not fit and were left out: lines 3, 5. The first of them has 2 values where 3 are expected.',
    ]);
  });

  it('keeps every row when a type changes late', async () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => `${i},${i}`);
    const { rows, profile, notes } = await ingest('late.csv', `id,v\n${lines.join('\n')}\n30000,oops\n`);
    expect(rows).toBe(30_001);
    expect(profile.map(({ type }) => type)).toEqual(['BIGINT', 'VARCHAR']);
    expect(notes).toEqual([]);
  });

  it('may be UTF-16 or Latin-1', async () => {
    const wide = await ingest('wide.csv', Buffer.from('\ufeffa,b\n1,é\n2,ü\n', 'utf16le'));
    expect(wide.first[0]).toEqual({ a: '1', b: 'é' });
    const latin = await ingest('latin.csv', Buffer.from('name,x\nMüller,1\nBär,2\n', 'latin1'));
    expect(latin.first[0]).toEqual({ name: 'Müller', x: '1' });
    expect(latin.notes[0]).toContain('Latin-1');
  });

  it('may have doubled and missing column names, or lines before them', async () => {
    const doubled = await ingest('doubled.csv', 'a,a,\n1,2,3\n4,5,6\n');
    expect(doubled.notes).toEqual([
      'Column 2, a, is called a_1: the name is there twice.',
      'Column 3 has no name in the file; it is called column2.',
    ]);
    const preamble = await ingest('preamble.csv', 'Report of today\n\na,b,c\n1,2,3\n4,5,6\n');
    expect(preamble.rows).toBe(2);
    expect(preamble.notes[0]).toContain('first 2 lines');
  });
});

describe('what is no table', () => {
  it.each([
    ['a picture', 'photo.csv', Buffer.from('89504e470d0a1a0a00000000', 'hex'), 'photo.csv is a PNG picture'],
    ['nothing', 'empty.csv', '', 'empty.csv is empty'],
    ['blank space', 'blank.csv', ' \n\n ', 'nothing but blank space'],
    ['a line of names only', 'header.csv', 'a,b,c\n', 'column names but no rows'],
    ['a web page', 'page.csv', '<!doctype html><p>404</p>', 'HTML page'],
    [
      'a letter',
      'letter.csv',
      'Dear Ann,\nI write, today, to say\nthat all, of us, are, well\nand, so, on\n',
      'does not read as a table',
    ],
    ['a Parquet file cut short', 'cut.parquet', `PAR1${'x'.repeat(100)}`, 'could not be read as Parquet'],
    ['broken JSON', 'broken.json', '[{"a":1},{"a":', 'could not be read as JSON'],
    ['text with the name of Parquet', 'text.parquet', 'hello', 'is not a Parquet file'],
  ])('%s is refused in words', async (_, fileName, content, words) => {
    const said = await message(ingest(fileName, content));
    expect(said).toContain(words);
    expect(said).not.toContain(folder);
  });
});

it('stops when it is aborted, and leaves nothing', async () => {
  const controller = new AbortController();
  controller.abort(new Error('gone'));
  const workFolder = join(folder, 'work');
  const path = 'examples/data/penguins.csv';
  const reading = ingestFile(
    { path, fileName: 'penguins.csv', workFolder, signal: controller.signal },
    async () => 'read',
  );
  await expect(reading).rejects.toThrow('gone');
  expect(await readdir(workFolder)).toEqual([]);
});

it('shuts DuckDB in', async () => {
  const path = join(process.cwd(), 'examples/data/penguins.csv');
  await using db = await openDuckdb({ files: [path] });
  await expect(db.rows(`FROM read_csv('/etc/passwd')`)).rejects.toThrow(/Permission/);
  await expect(db.run(`COPY (SELECT 1) TO '${folder}/x.csv'`)).rejects.toThrow(/Permission/);
  await expect(db.run('INSTALL httpfs')).rejects.toThrow();
  await expect(db.run('SET enable_external_access = true')).rejects.toThrow();
});
