import { strToU8, zipSync } from 'fflate';
import startSqlite from 'sql.js';
import { expect, test } from 'vitest';
import * as libraries from '@/cells/frame/libraries/observable';
import { createFileHandle } from './file-handle';
import type { ObservableLibraries } from './observable';
import { workbookOf } from './workbook';

const parts = {
  services: {
    loadAsset: async () => new Blob(),
    importAsset: async (name: string) =>
      name === 'sqlite' ? { startSqlite: () => startSqlite() } : { ...(await import('arquero')) },
  },
  loadObservable: async () => libraries as ObservableLibraries,
  signal: new AbortController().signal,
};

const file = (name: string, content: string | Uint8Array<ArrayBuffer>) =>
  createFileHandle(name, { blob: async () => new Blob([content]) }, parts);

test('separated text, typed or not, with names or without', async () => {
  const rides = file('rides.csv', 'day,riders\n2026-11-22,12\n');
  expect(rides.mimeType).toBe('text/csv');
  expect([...(await rides.csv())]).toMatchObject([{ day: '2026-11-22', riders: '12' }]);
  expect([...(await rides.csv({ typed: true }))]).toMatchObject([
    { day: new Date('2026-11-22'), riders: 12 },
  ]);
  expect(await rides.dsv({ array: true })).toMatchObject([
    ['day', 'riders'],
    ['2026-11-22', '12'],
  ]);
  expect([...(await file('rides.tsv', 'a\tb\n1\t2').tsv())]).toMatchObject([{ a: '1', b: '2' }]);
});

test('encodings, streams, Arquero', async () => {
  expect(await file('old.txt', new Uint8Array([0xe9])).text('latin1')).toBe('é');
  expect(await new Response(await file('a.txt', 'streamed').stream()).text()).toBe('streamed');
  expect(await file('rows.csv', 'a\n1\n2').arquero()).toHaveProperty('numRows');
});

test('a SQLite file is asked by SQL, whole numbers that no double holds included', async () => {
  const sqlite = await startSqlite();
  const made = new sqlite.Database();
  made.run(
    "CREATE TABLE towns (id INTEGER NOT NULL, name TEXT); INSERT INTO towns VALUES (1, 'Oslo'), (9007199254740993, NULL)",
  );
  const content = made.export();
  // As a database that writes ahead leaves it.
  content[18] = content[19] = 2;
  const client = await file('towns.sqlite', content).sqlite();
  expect(await client.query('SELECT * FROM towns ORDER BY id')).toEqual(
    Object.assign(
      [
        { id: 1, name: 'Oslo' },
        { id: 9007199254740993n, name: null },
      ],
      { columns: ['id', 'name'] },
    ),
  );
  expect([...(await client.sql`SELECT name FROM towns WHERE id = ${1}`)]).toEqual([{ name: 'Oslo' }]);
  expect(await client.queryRow('SELECT 1 AS one WHERE 0')).toBeNull();
  expect(await client.describeTables()).toEqual([{ name: 'towns' }]);
  expect(await client.describeColumns({ table: 'towns' })).toEqual([
    { name: 'id', databaseType: 'INTEGER', nullable: false },
    { name: 'name', databaseType: 'TEXT', nullable: true },
  ]);
  await expect(client.query('SELECT nobody')).rejects.toThrow('no such column: nobody');
  await expect(file('a.sqlite', 'no database, but long enough to be read as one').sqlite()).rejects.toThrow(
    'a.sqlite is no SQLite file, or is damaged',
  );
});

test('an archive gives its files as files', async () => {
  const bytes = zipSync({ 'data/a.json': strToU8('{"n": 1}'), 'b.csv': strToU8('x\n1') });
  const archive = await file('all.zip', new Uint8Array(bytes)).zip();
  expect(archive.filenames).toEqual(['data/a.json', 'b.csv']);
  expect(() => archive.file('c.txt')).toThrow('The archive holds no file c.txt.');
  await expect(file('no.zip', 'text').zip()).rejects.toThrow('no ZIP archive');
});

test('a sheet is rows by column letter, or by its own names', () => {
  const workbook = workbookOf([
    {
      sheet: 'Rides',
      data: [
        ['hour', 'riders'],
        [8, 120],
        [9, null],
      ],
    },
    { sheet: 'Wide', data: [Array.from({ length: 28 }, (_, i) => i)] },
  ]);
  expect(workbook.sheetNames).toEqual(['Rides', 'Wide']);
  expect([...workbook.sheet('Rides', { headers: true })]).toMatchObject([
    { hour: 8, riders: 120 },
    { hour: 9 },
  ]);
  expect([...workbook.sheet(0, { range: 'B2:B' })]).toMatchObject([{ B: 120 }, {}]);
  expect(workbook.sheet('Wide').columns.at(-1)).toBe('AB');
  expect(workbook.sheet('Rides')[1]?.['#']).toBe(2);
  expect(() => workbook.sheet('Sums')).toThrow('Its sheets: Rides, Wide.');
  expect(() => workbook.sheet(0, { range: 'all' })).toThrow('no range');
});
