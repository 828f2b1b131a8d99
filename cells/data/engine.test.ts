import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromArrays } from '@uwdata/flechette';
import * as aq from 'arquero';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findSqlReferences } from '@/cells/compiler/sql-references';
import { type AttachedDataset, createDataEngine, type DataEngine } from './engine';
import { startInNode } from './start-in-node.fixture';

let folder: string;
let engine: DataEngine;
let opened: string[] = [];
let started = 0;

const rides: AttachedDataset = {
  table: 'rides',
  hash: 'a'.repeat(64),
  rows: 3,
  columns: [
    { name: 'hour', type: 'INTEGER' },
    { name: 'riders', type: 'BIGINT' },
  ],
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cellar-engine-'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`ATTACH '${folder}/rides.duckdb' AS result (STORAGE_VERSION 'v1.4.0')`);
  await connection.run(
    `CREATE TABLE result.data AS SELECT * FROM (VALUES (8, 120), (9, 80), (17, 300)) t(hour, riders)`,
  );
  await connection.run('DETACH result');
  connection.closeSync();
  instance.closeSync();
  engine = createDataEngine({
    start: () => {
      started += 1;
      return startInNode();
    },
    findTables: findSqlReferences,
    listDatasets: async () => [rides],
    openDataset: async (table) => {
      opened.push(table);
      return pathToFileURL(join(folder, `${table}.duckdb`)).href;
    },
  });
});
afterAll(async () => {
  await engine.dispose();
  await rm(folder, { recursive: true });
});

const rows = async (...query: Parameters<DataEngine['query']>) => [...(await engine.query(...query))];
const failure = (...query: Parameters<DataEngine['query']>) =>
  engine.query(...query).then(
    () => undefined,
    (error) => error,
  );

describe('values', () => {
  it('come out as JavaScript has them', async () => {
    const [row] =
      await rows(`SELECT 1::BIGINT AS big, 1.25::DECIMAL(10,2) AS price, sum(5) AS total, true AS yes,
      DATE '2020-02-29' AS day, TIMESTAMP '2020-01-01 10:00:00.123' AS at, [1, 2] AS list, {a: 1, b: 'x'} AS pair, NULL AS nothing,
      'ä' AS text`);
    expect(row).toEqual({
      big: 1,
      price: 1.25,
      total: 5,
      yes: true,
      day: new Date('2020-02-29'),
      at: new Date('2020-01-01T10:00:00.123Z'),
      list: new Int32Array([1, 2]),
      pair: { a: 1, b: 'x' },
      nothing: null,
      text: 'ä',
    });
  });

  it('keep integers exact beyond 2^53, as BigInt', async () => {
    expect(await rows('SELECT 9007199254740993 AS id, 2::BIGINT AS n')).toEqual([
      { id: 9007199254740993n, n: 2 },
    ]);
    expect(await rows('SELECT -9007199254740991 AS id UNION ALL SELECT NULL ORDER BY id')).toEqual([
      { id: -9007199254740991 },
      { id: null },
    ]);
  });

  it('can be asked again as rows, where a timestamp that is infinite is missing', async () => {
    const found = [...(await engine.query("SELECT unnest([TIMESTAMP '2020-01-01', 'infinity']) AS at"))];
    const again = await engine.query('SELECT count(*) AS n, max("at") AS last FROM found', [], {
      tables: { found },
    });
    expect([...again]).toEqual([{ n: 2, last: new Date('2020-01-01') }]);
  });

  it('give a table whose columns are arrays', async () => {
    const table = await engine.query('SELECT range AS i, range / 2 AS half FROM range(5000)');
    expect(table.numRows).toBe(5000);
    expect(table.getChild('i').toArray()).toBeInstanceOf(Float64Array);
    expect(table.getChild('i').at(4999)).toBe(4999);
  });
});

describe('parameters', () => {
  it('are bound, never pasted', async () => {
    expect(await rows('SELECT $1 AS text', ["'; DROP TABLE rides; --"])).toEqual([
      { text: "'; DROP TABLE rides; --" },
    ]);
  });

  it('may be numbers, dates, lists, structs and nothing', async () => {
    const day = new Date('2021-03-04T05:06:07.008Z');
    const [row] = await rows(
      'SELECT $1 + 1 AS n, $2 AS day, $3 AS list, $4.a AS a, $5 IS NULL AS isNull, $6 AS big',
      [1.5, day, [1, 2], { a: 'x' }, null, 12345678901234567890n],
    );
    expect(row).toMatchObject({ n: 2.5, day, a: 'x', isNull: true });
    expect(await rows('SELECT hour FROM rides WHERE hour IN $1 ORDER BY hour', [[8, 17]])).toEqual([
      { hour: 8 },
      { hour: 17 },
    ]);
  });

  it('refuse what SQL has no place for', async () => {
    expect(await failure('SELECT $1', [() => 1])).toMatchObject({ name: 'TypeError' });
    expect(await failure('SELECT $1', [new Map()])).toMatchObject({
      message: expect.stringContaining('A Map cannot'),
    });
  });
});

describe('tables', () => {
  it('are attached data sets when the query first names them', async () => {
    opened = [];
    expect(await rows('SELECT count(*) AS n FROM Rides JOIN rides r2 USING (hour)')).toEqual([{ n: 3 }]);
    expect(await rows('SELECT max(riders) AS most FROM rides')).toEqual([{ most: 300 }]);
    expect(opened.length).toBeLessThanOrEqual(1);
  });

  it('are values of cells, whatever kind of table they are', async () => {
    const kinds = {
      arrow: tableFromArrays({ n: [1, 2, 3], s: ['a', 'b', 'a'] }),
      arquero: aq.table({ n: [1, 2, 3, 4], s: ['a', 'b', 'a', 'c'] }).filter((d: { n: number }) => d.n < 4),
      objects: [
        { n: 1, s: 'a' },
        { n: 2, s: 'b' },
        { n: 3, s: 'a' },
      ],
      arrays: { n: Float64Array.of(1, 2, 3), s: ['a', 'b', 'a'] },
      result: await engine.query(`SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'a')) t(n, s)`),
    };
    for (const [kind, table] of Object.entries(kinds))
      expect(
        await rows('SELECT s, sum(n) AS n FROM t GROUP BY s ORDER BY s', [], { tables: { t: table } }),
        kind,
      ).toEqual([
        { s: 'a', n: 4 },
        { s: 'b', n: 2 },
      ]);
  });

  it('follow their name when its value changes', async () => {
    const read = (value: unknown) =>
      rows('SELECT sum(x) AS x FROM changing', [], { tables: { changing: value } });
    const first = [{ x: 1 }, { x: 2 }];
    expect(await read(first)).toEqual([{ x: 3 }]);
    expect(await read([{ x: 10 }])).toEqual([{ x: 10 }]);
    expect(await read(first)).toEqual([{ x: 3 }]);
  });

  it('keep dates, missing values and mixed types', async () => {
    const table = [
      { day: new Date('2020-01-01'), v: 1, ok: true },
      { day: null, v: 'x', ok: null },
      { v: null },
    ];
    expect(
      await rows(`SELECT typeof(day) AS day, typeof(v) AS v, typeof(ok) AS ok FROM t LIMIT 1`, [], {
        tables: { t: table },
      }),
    ).toEqual([{ day: 'TIMESTAMP_MS', v: 'VARCHAR', ok: 'BOOLEAN' }]);
    expect(await rows('SELECT count(day) AS n FROM t', [], { tables: { t: table } })).toEqual([{ n: 1 }]);
  });

  it('say what they should be when they are none', async () => {
    expect(await failure('FROM t', [], { tables: { t: 5 } })).toMatchObject({
      message: 't cannot be read as a table: it is a number.',
    });
    expect(await failure('FROM t', [], { tables: { t: [] } })).toMatchObject({
      message: expect.stringContaining('array is empty'),
    });
  });

  it('may be DuckDB files elsewhere', async () => {
    const url = pathToFileURL(join(folder, 'rides.duckdb')).href;
    expect(
      await rows('SELECT count(*) AS n FROM predictions', [], { databases: { predictions: url } }),
    ).toEqual([{ n: 3 }]);
  });

  it('may be made by a statement', async () => {
    expect(await rows('CREATE OR REPLACE TABLE kept AS SELECT 1 AS a; SELECT a + 1 AS b FROM kept')).toEqual([
      { b: 2 },
    ]);
  });
});

describe('errors', () => {
  it('have a place in the text', async () => {
    expect(await failure('SELECT hour,\n  rider FROM rides')).toMatchObject({
      name: 'QueryError',
      message: expect.stringContaining('"rider" not found'),
      place: { line: 2, column: 3 },
    });
    expect(await failure('SELEC 1')).toMatchObject({
      message: expect.stringContaining('syntax error'),
      place: { line: 1, column: 1 },
    });
    expect(await failure('SELECT $1,\n oops FROM rides', [1])).toMatchObject({
      place: { line: 2, column: 2 },
    });
  });

  it('name the tables that there are', async () => {
    expect(await failure('FROM trips')).toMatchObject({
      message: 'There is no table trips. Tables here: rides.',
    });
  });

  it('say what to do without an extension', async () => {
    expect(await failure(`SELECT json_extract('{}', '$.a')`)).toMatchObject({
      message: expect.stringContaining('JSON.parse'),
    });
    expect(await failure(`SELECT '{}'::JSON`)).toMatchObject({
      message: expect.stringMatching(/json is not available/i),
    });
  });

  it('refuse time zones before the engine traps on them', async () => {
    expect(await failure(`SELECT 'at time zone' AS a,\n now() AT TIME ZONE 'UTC' AS z`)).toMatchObject({
      message: expect.stringContaining('Times are in UTC'),
      place: { line: 2, column: 8 },
    });
    expect(await rows(`SELECT 'at time zone' AS a`)).toEqual([{ a: 'at time zone' }]);
  });

  it('leave the engine usable', async () => {
    expect(await rows('SELECT 1 AS a')).toEqual([{ a: 1 }]);
  });
});

it('knows today', async () => {
  const [row] = await rows('SELECT current_date = today() AS same, today()::VARCHAR AS today');
  expect(row).toEqual({ same: true, today: new Date().toISOString().slice(0, 10) });
});

describe('stopping', () => {
  const endless = 'SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range * b.range % 7 = 3';

  it('refuses a result that is too large in words, and reads the table on', async () => {
    const small = createDataEngine({
      start: startInNode,
      findTables: findSqlReferences,
      listDatasets: async () => [],
      openDataset: async () => '',
      largestResult: 512 * 1024,
    });
    try {
      await small.query('CREATE TABLE long AS SELECT range AS i FROM range(1000000)');
      await expect(small.query('SELECT * FROM long')).rejects.toThrow(
        /The result is larger than 512 kB, .* add a WHERE or a LIMIT/,
      );
      const [{ n } = {}] = [...(await small.query('SELECT count(*) AS n FROM long'))];
      expect(n).toBe(1_000_000);
      await expect(small.query('SELECT * FROM long WHERE i > $1', [5])).rejects.toThrow(/larger than/);
      expect((await small.query('SELECT * FROM long LIMIT 10')).numRows).toBe(10);
    } finally {
      await small.dispose();
    }
  });

  it('knows which columns of its data sets are personal, by name', async () => {
    const columns = [{ name: 'owner', type: 'VARCHAR', personal: 'email' as const }];
    const { hash } = rides;
    const own = createDataEngine({
      start: () => Promise.reject(new Error('not needed')),
      findTables: findSqlReferences,
      listDatasets: async () => [{ table: 'people', hash, rows: 1, columns }],
      openDataset: async () => '',
    });
    await own.tables();
    expect(own.personal()).toEqual(new Map([['owner', 'email']]));
    own.setDatasets([rides]);
    expect(own.personal()).toEqual(new Map());
  });

  it('cancels a running query and keeps the engine', async () => {
    const before = started;
    const controller = new AbortController();
    const running = failure(endless, [], { signal: controller.signal });
    const queued = rows('SELECT 2 AS b');
    await engine.tables();
    controller.abort(new Error('stopped'));
    expect(await running).toMatchObject({ message: 'stopped' });
    expect(await queued).toEqual([{ b: 2 }]);
    expect(started).toBe(before);
  });

  it('cancels one with parameters', async () => {
    const controller = new AbortController();
    const running = failure(`${endless} AND a.range > $1`, [1], { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('stopped')), 300);
    expect(await running).toMatchObject({ message: 'stopped' });
    expect(await rows('SELECT $1 AS b', [3])).toEqual([{ b: 3 }]);
  });

  it('never begins one that is stopped while it waits', async () => {
    const controller = new AbortController();
    controller.abort(new Error('early'));
    expect(await failure('SELECT 1', [], { signal: controller.signal })).toMatchObject({ message: 'early' });
  });
});

describe('a check', () => {
  it('says what is wrong and where, without running anything', async () => {
    await engine.query('CREATE OR REPLACE TABLE checked AS SELECT 1 AS n');
    const check = async (sql: string) => {
      const problem = await engine.check(sql);
      return problem && [problem.message.split('\n')[0], problem.place];
    };
    expect(await check('SELECT n FROM checked WHERE n > $1')).toBeUndefined();
    expect(await check('SELECT n\nFORM checked')).toEqual([
      'Parser Error: syntax error at or near "checked"',
      { line: 2, column: 6 },
    ]);
    expect(await check('SELECT m FROM checked')).toEqual([
      expect.stringContaining('Referenced column "m" not found'),
      { line: 1, column: 8 },
    ]);
    expect(await check('SELECT summ(n) FROM checked')).toEqual([
      expect.stringContaining('Function with name summ does not exist'),
      expect.anything(),
    ]);
    // What a table is belongs to the notebook; a second statement would run.
    expect(await check('SELECT m FROM missing')).toBeUndefined();
    expect(await check('SELECT 1; DROP TABLE checked')).toBeUndefined();
    expect(await rows('SELECT n FROM checked')).toEqual([{ n: 1 }]);
    await engine.query('DROP TABLE checked');
  });

  it('neither starts the engine nor waits behind a query', async () => {
    let starts = 0;
    const idle = createDataEngine({
      start: () => {
        starts += 1;
        return startInNode();
      },
      findTables: findSqlReferences,
      listDatasets: async () => [],
      openDataset: async () => '',
    });
    expect(await idle.check('SELEC')).toBeUndefined();
    expect(starts).toBe(0);
    const query = engine.query('SELECT count(*) FROM range(100)');
    expect(await engine.check('SELEC')).toBeUndefined();
    await query;
    expect((await engine.check('SELEC'))?.place).toEqual({ line: 1, column: 1 });
  });
});

describe('beside another notebook', () => {
  const asked: string[] = [];
  const beside = () =>
    engine.beside('imported_1', {
      listDatasets: async () => [{ ...rides, hash: 'b'.repeat(64) }],
      openDataset: async (table) => {
        asked.push(table);
        return pathToFileURL(join(folder, `${table}.duckdb`)).href;
      },
    });

  it('reads its own data sets, values and tables by the same names, and none of the other side', async () => {
    const other = beside();
    const [mine, theirs] = [tableFromArrays({ x: [1] }), tableFromArrays({ x: [2] })];
    await engine.query('CREATE OR REPLACE TABLE only_here AS SELECT 1 AS one');
    await other.query('CREATE OR REPLACE TABLE only_there AS SELECT 1 AS one');
    const ask = (from: DataEngine, value: unknown) =>
      from.query(
        'SELECT x, (SELECT count(*) FROM rides)::INTEGER AS n, today() IS NOT NULL AS day FROM given',
        [],
        {
          tables: { given: value },
        },
      );
    const answers = await Promise.all([ask(engine, mine), ask(other, theirs), ask(engine, mine)]);
    expect(answers.map((table) => table.at(0))).toEqual([
      { x: 1, n: 3, day: true },
      { x: 2, n: 3, day: true },
      { x: 1, n: 3, day: true },
    ]);
    expect(asked).toEqual(['rides']);
    await expect(other.query('FROM only_here')).rejects.toThrow('There is no table only_here');
    await expect(engine.query('FROM only_there')).rejects.toThrow('There is no table only_there');
  });
});
