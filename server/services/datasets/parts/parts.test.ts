import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import start from 'sql.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestSystem, type TestSystem } from '../../../testing';
import { addDatasetFile } from '../add-file';
import { findOriginal } from '../find-original';
import { readDataset } from '../read-dataset';
import { detectManyTables, listParts } from '.';
import { writeWorkbook } from './workbook.fixture';

let test: TestSystem;
beforeAll(async () => {
  test = await openTestSystem();
});
afterAll(() => test.close());

const workbook = writeWorkbook({
  Cover: { rows: [] },
  Orders: {
    merged: 'A1:C1',
    rows: [
      ['Orders of 2024'],
      [],
      ['Day', 'City', 'Amount', 'City', 'Code'],
      [{ date: 45292 }, 'Berlin', 12.5, true, 7],
      [{ date: 45293 }, 'Paris', 3, false, 'A7'],
      [null, null, null, null, null],
      [{ date: 45294 }, 'Rome', 4, true, 8],
    ],
  },
  Prices: {
    rows: [
      ['item', 'price'],
      ['wine', 9],
    ],
  },
});

const add = (name: string, fileName: string, content: Uint8Array, part?: string) =>
  addDatasetFile(test.context, { name, fileName, part, content: Readable.from([Buffer.from(content)]) });

it('a sheet of a workbook becomes a data set, and the workbook is kept', async () => {
  const added = await add('orders', 'sales.xlsx', workbook);
  expect(added).toMatchObject({ rows: 3, isNew: true });
  expect(added.notes.join(' ')).toMatch(
    /sheet Orders of sales\.xlsx.*2 rows stand above.*merged.*Code holds values of several kinds.*also has Prices/,
  );
  const { profile, versions } = await readDataset(test.context, { id: added.datasetId });
  expect(profile.map(({ name, type }) => `${name} ${type}`)).toEqual([
    ...['Day DATE', 'City VARCHAR', 'Amount DOUBLE', 'City_2 BOOLEAN', 'Code VARCHAR'],
  ]);
  expect(versions[0]).toMatchObject({ fileName: 'sales Orders.parquet', originalName: 'sales.xlsx' });
  const original = await findOriginal(test.context, { id: added.datasetId, version: 1 });
  expect(Buffer.from(await test.system.storage.readAll(original?.hash ?? ''))).toEqual(Buffer.from(workbook));
});

it('the sheet that was chosen is the one that is read', async () => {
  expect(await add('prices', 'sales.xlsx', workbook, 'Prices')).toMatchObject({ rows: 1 });
  await expect(add('none', 'sales.xlsx', workbook, 'Nothing')).rejects.toThrow('has no sheet Nothing');
});

it('a table of a SQLite file becomes a data set; whole numbers keep all digits', async () => {
  const sqlite = await start();
  // Its types leave out what only tests need.
  const database = new sqlite.Database(new Uint8Array()) as unknown as {
    run(sql: string): void;
    export(): Uint8Array;
  };
  database.run(
    "CREATE TABLE rides (id INTEGER, at TEXT, price REAL); INSERT INTO rides VALUES (9007199254740993, 'ü', 1.5), (2, NULL, 2); CREATE VIEW ids AS SELECT id FROM rides; CREATE TABLE empty (a)",
  );
  const file = database.export();
  const path = join(test.folder, 'rides.db');
  await writeFile(path, file);
  expect(await detectManyTables(path)).toBe('sqlite');
  expect(
    (await listParts({ path, format: 'sqlite', fileName: 'rides.db' })).map(({ name, rows }) => [name, rows]),
  ).toEqual([
    ...[
      ['empty', 0],
      ['rides', 2],
      ['ids', 2],
    ],
  ]);
  const added = await addDatasetFile(test.context, {
    ...{ name: 'rides', fileName: 'rides.db', content: createReadStream(path) },
  });
  const { profile } = await readDataset(test.context, { id: added.datasetId });
  expect(profile.map(({ name, type }) => `${name} ${type}`)).toEqual([
    'id BIGINT',
    'at VARCHAR',
    'price DOUBLE',
  ]);
  expect(profile[0]?.maximum).toBe('9007199254740993');
  await expect(add('empty', 'rides.db', file, 'empty')).rejects.toThrow('has no rows');
  const torn = Buffer.concat([file.subarray(0, 100), Buffer.alloc(4000, 7)]);
  await expect(add('torn', 'rides.db', torn)).rejects.toThrow('rides.db is damaged');
});

it('what is no workbook, or too much of one, is refused in words', async () => {
  await expect(add('cut', 'cut.xlsx', workbook.subarray(0, 700))).rejects.toThrow('cut.xlsx is damaged');
  const old = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2000)]);
  await expect(add('old', 'old.xlsx', old)).rejects.toThrow('password');
  // A directory of an archive that says of one entry that it unpacks to 4 GB.
  const bomb = Buffer.from(workbook);
  bomb.writeUInt32LE(0xfffffff0, bomb.indexOf(Buffer.from('504b0102', 'hex')) + 24);
  await expect(add('bomb', 'bomb.xlsx', bomb)).rejects.toThrow('unpacks to more than');
});
