import { createServer, type Server } from 'node:net';
import { tableFromIPC } from 'apache-arrow';
import { eq } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { decodeResult } from '@/cells/data/decode-result';
import { readResultStream } from '@/cells/data/result-stream';
import { auditEntries, connections } from '../../db/schema';
import { testPostgres, testPostgresPlace } from '../../db/test-postgres.fixture';
import { createHttpApp } from '../../http/app';
import { parseRanges } from '../../outbound';
import { openTestSystem, type TestSystem } from '../../testing';
import { createNotebook, grantConnection, listGrants, revokeGrant } from '../notebooks';
import {
  createConnection,
  listConnections,
  listGrantedConnections,
  openQuery,
  queryingOf,
  readGrantedColumns,
  readGrantedTables,
  removeConnection,
  testConnection,
  updateConnection,
} from '.';

const limits = { maxRows: 1000, maxBytes: 100_000_000, maxSeconds: 60 };
const { password, ...server } = testPostgresPlace;
const place = { kind: 'postgresql' as const, tls: 'off' as const, ...server };

let test: TestSystem;
beforeAll(async () => {
  test = await openTestSystem({ config: { outboundPrivate: parseRanges('127.0.0.1') } });
});
afterAll(async () => {
  await queryingOf(test.system).end();
  await test.close();
});

/** A notebook that was given a connection of this name. */
async function grant(name: string, changes: Partial<typeof place & typeof limits> = {}) {
  const { id } = await createConnection(test.context, { name, ...place, ...limits, ...changes, password });
  const notebook = await createNotebook(test.context, { title: name });
  await grantConnection(test.context, { notebookId: notebook.id, connectionId: id });
  return { id, notebookId: notebook.id };
}

async function fetchResult(path: string, signal?: AbortSignal) {
  const app = createHttpApp(test.system);
  return app.request(path, { headers: { host: 'localhost:3000', origin: 'null' }, signal });
}

async function ask(notebookId: string, connection: string, texts: string[], parameters: unknown[] = []) {
  const { path } = await openQuery(test.context, {
    ...{ notebookId, connection, texts },
    parameters: parameters as [],
  });
  const response = await fetchResult(path);
  if (!response.body || response.status !== 200) throw new Error(await response.text());
  const { messages, end } = await readResultStream(response.body, () => {});
  return { table: messages.length > 0 ? tableFromIPC(Buffer.concat(messages)) : undefined, end, messages };
}

describe('connections', () => {
  it('keep their password sealed: in no answer, no log, and not as it is in the database', async () => {
    const { id } = await grant('sealed');
    const [row] = await test.system.db.select().from(connections).where(eq(connections.id, id));
    expect(row?.password).toMatch(/^sealed:v1:/);
    const told = [
      await listConnections(test.context, {}),
      await test.system.db.select().from(auditEntries),
      await updateConnection(test.context, { id, name: 'sealed', ...place, ...limits, maxRows: 5 }),
    ];
    expect(JSON.stringify(told)).not.toContain(password);
    expect(JSON.stringify(told)).not.toContain('sealed:v1:');
  });

  it('send a stored password to no other server', async () => {
    const { id } = await grant('moved');
    const elsewhere = { ...place, host: 'elsewhere.example.org' };
    await expect(
      updateConnection(test.context, { id, name: 'moved', ...elsewhere, ...limits }),
    ).rejects.toThrow('Give it again');
    await expect(testConnection(test.context, { id, ...elsewhere })).rejects.toThrow('Give it again');
    await expect(testConnection(test.context, { id, ...place, tls: 'unchecked' })).rejects.toThrow(
      'Give it again',
    );
  });

  it('do not lead into private networks, unless whoever runs the server allows it', async () => {
    const { notebookId } = await grant('inner', { host: '10.1.2.3' });
    await expect(ask(notebookId, 'inner', ['SELECT 1'])).rejects.toThrow('OUTBOUND_PRIVATE');
  });

  it('are read only by notebooks that were given them; a removed one by none', async () => {
    const { id, notebookId } = await grant('given');
    const other = await createNotebook(test.context, { title: 'Other' });
    const asked = { connection: 'given', texts: ['SELECT 1'], parameters: [] };
    await expect(openQuery(test.context, { notebookId: other.id, ...asked })).rejects.toThrow('may not read');
    const { path } = await openQuery(test.context, { notebookId, ...asked });
    for (const { id: grantId } of await listGrants(test.context, { notebookId }))
      await revokeGrant(test.context, { id: grantId });
    // What was taken back meanwhile is not read, and the address works once.
    expect((await fetchResult(path)).status).toBe(403);
    expect((await fetchResult(path)).status).toBe(403);
    await removeConnection(test.context, { id });
    expect(await listGrantedConnections(test.context, { notebookId })).toEqual([]);
  });
});

describe('a database that does not answer', () => {
  let silent: Server;
  afterEach(() => silent.close());

  it('is left alone when its cell is stopped', async () => {
    const connected = new Promise<import('node:net').Socket>((resolve) => {
      silent = createServer(resolve); // says nothing, ever
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as import('node:net').AddressInfo; // of TCP
    const { notebookId } = await grant('silent', { host: '127.0.0.1', port });
    const { path } = await openQuery(test.context, {
      ...{ notebookId, connection: 'silent', texts: ['SELECT 1'], parameters: [] },
    });
    const response = await fetchResult(path);
    const socket = await connected;
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.resume();
    await response.body?.cancel();
    await closed;
  });
});

// What needs none is tested everywhere.
describe.skipIf(!testPostgres)('PostgreSQL', () => {
  it('tells its version, or why it cannot be reached', async () => {
    expect((await testConnection(test.context, { ...place, password })).version).toMatch(/^PostgreSQL \d+/);
    await expect(testConnection(test.context, { ...place, port: 1, password })).rejects.toThrow(
      'Nothing answers at',
    );
    await expect(
      testConnection(test.context, { ...place, database: 'no_such_database', password }),
    ).rejects.toThrow('no_such_database');
  });

  it('gives each type as Arrow has it', async () => {
    const { notebookId } = await grant('types');
    const { table, end, messages } = await ask(notebookId, 'types', [
      `SELECT 9007199254740993::int8 AS big, -1::int8 AS less, 3::int2 AS small, 0.1::float4 AS real, 12.34::numeric(10,2) AS price,
        (-0.05)::numeric(4,2) AS loss, 1::numeric AS free, true AS yes, date '2024-02-29' AS day, time '01:02:03.5' AS clock,
        timestamptz '2024-02-29 12:00:00.123456+02' AS at, timestamp 'infinity' AS ever, 'ü'::text AS letter, '\\x00ff'::bytea AS bytes,
        '{"a": [1]}'::jsonb AS about, ARRAY[1,NULL,3] AS list, ARRAY['a,b','NULL'] AS words, ARRAY[]::int[] AS none,
        '2b1c4f6e-0000-4000-8000-000000000000'::uuid AS key, interval '1 day 2 hours' AS span, NULL::int AS nothing, '{"x": 1}'::json AS big`,
    ]);
    expect(end).toMatchObject({ type: 'end' });
    const types = Object.fromEntries(
      table?.schema.fields.map(({ name, type }) => [name, String(type)]) ?? [],
    );
    expect(types).toMatchObject({
      ...{
        big: 'Int64',
        small: 'Int32',
        real: 'Float64',
        price: 'Decimal[10e+2]',
        free: 'Float64',
        yes: 'Bool',
      },
      ...{
        day: 'Date32<DAY>',
        clock: 'Time64<MICROSECOND>',
        at: 'Timestamp<MICROSECOND, UTC>',
        bytes: 'Binary',
      },
      ...{ about: 'Utf8', list: 'List<Int32>', words: 'List<Utf8>', key: 'Utf8', big_2: 'Utf8' },
    });
    const row = table?.get(0)?.toJSON() ?? {};
    expect(row).toMatchObject({
      ...{
        big: 9007199254740993n,
        less: -1n,
        small: 3,
        real: 0.1,
        free: 1,
        yes: true,
        letter: 'ü',
        nothing: null,
      },
      ...{ about: '{"a": [1]}', key: '2b1c4f6e-0000-4000-8000-000000000000', span: 'P1DT2H', ever: null },
      ...{ day: Date.UTC(2024, 1, 29), at: Date.UTC(2024, 1, 29, 10, 0, 0, 123) + 0.456 },
    });
    expect([...row.list]).toEqual([1, null, 3]);
    expect([...row.words]).toEqual(['a,b', 'NULL']);
    expect([...row.none]).toEqual([]);
    expect([...row.bytes]).toEqual([0, 255]);
    // As the notebook reads them.
    const read = decodeResult(messages).get(0);
    expect([read.price, read.loss, read.clock]).toEqual([12.34, -0.05, 3_723_500_000]);
    expect(end).toMatchObject({ type: 'end', notes: [expect.stringContaining('free: numeric without')] });
  });

  it('takes values as values, never as text', async () => {
    const { notebookId } = await grant('bound');
    const { table } = await ask(
      notebookId,
      'bound',
      ['SELECT ', '::text AS a, ', '::int8 AS b, ', " = ANY('{}') OR 2 = ANY(", '::int[]) AS c'],
      ["'; DROP TABLE x; --", { type: 'int64', text: '9007199254740993' }, 'no', [1, 2]],
    );
    expect(table?.get(0)?.toJSON()).toEqual({ a: "'; DROP TABLE x; --", b: 9007199254740993n, c: true });
  });

  it('gives as many rows as the connection allows, and says so', async () => {
    const { notebookId } = await grant('capped');
    const { table, end } = await ask(notebookId, 'capped', ['SELECT i FROM generate_series(1, 2000000) i']);
    expect(table?.numRows).toBe(1000);
    expect(end).toMatchObject({ cut: 'rows', limits: { maxRows: 1000 } });
    const whole = await ask(notebookId, 'capped', ['SELECT i FROM generate_series(1, 1000) i']);
    expect(whole.table?.numRows).toBe(1000);
    expect(whole.end).not.toHaveProperty('cut', 'rows');
    const none = await ask(notebookId, 'capped', ['SELECT 1 AS one WHERE false']);
    expect(none.table?.schema.fields.map(({ name }) => name)).toEqual(['one']);
  });

  it('only reads, whatever the account may do', async () => {
    const { notebookId } = await grant('reading');
    const tries = [
      'CREATE TABLE written (a int)',
      'SELECT 1; CREATE TABLE written (a int)',
      "DO $$ BEGIN EXECUTE 'CREATE TABLE written (a int)'; END $$",
      'DO $$ BEGIN COMMIT; SET default_transaction_read_only = off; CREATE TABLE written (a int); END $$',
      'COMMIT',
      'SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE',
    ];
    for (const text of tries) expect((await ask(notebookId, 'reading', [text])).end.type).toBe('failure');
    const again = await ask(notebookId, 'reading', ['CREATE TABLE written (a int)']);
    expect(again.end).toMatchObject({ message: expect.stringContaining('read-only transaction') });
  });

  it('tells what is wrong in its own words, and where', async () => {
    const { notebookId } = await grant('wrong');
    const { end } = await ask(notebookId, 'wrong', ['SELECT 1,\n  ', ' + missing_column'], [1]);
    expect(end).toMatchObject({
      ...{
        type: 'failure',
        message: 'column "missing_column" does not exist',
        place: { line: 2, column: 8 },
      },
    });
    const after = await ask(notebookId, 'wrong', ['SELECT 2 AS two']);
    expect(after.table?.get(0)?.toJSON()).toEqual({ two: 2 });
  });

  it('stops a query when nobody reads it any more, and one that takes too long', async () => {
    const { notebookId } = await grant('slow', { maxSeconds: 1 });
    const late = await ask(notebookId, 'slow', ['SELECT pg_sleep(100)']);
    expect(late.end).toMatchObject({ message: expect.stringContaining('longer than 1 s') });

    const stopped = await grant('stopped');
    const { path } = await openQuery(test.context, {
      ...{ notebookId: stopped.notebookId, connection: 'stopped', parameters: [] },
      texts: ['SELECT pg_sleep(100) /* of this test */'],
    });
    const response = await fetchResult(path);
    const client = new pg.Client({ connectionString: testPostgres });
    await client.connect();
    const running = async () => {
      const { rows } = await client.query(
        "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%of this test%' AND state = 'active' AND pid <> pg_backend_pid()",
      );
      return rows.length;
    };
    await expect.poll(running, { timeout: 10_000 }).toBe(1);
    await response.body?.cancel();
    await expect.poll(running, { timeout: 10_000 }).toBe(0);
    await client.end();
  });

  it('lists its tables and columns', async () => {
    const client = new pg.Client({ connectionString: testPostgres });
    await client.connect();
    await client.query('CREATE TABLE IF NOT EXISTS "Connection rides" ("Hour" int8, price numeric(5,2))');
    const { notebookId } = await grant('listed', { maxRows: 1 });
    const asked = { notebookId, connection: 'listed' };
    const { tables } = await readGrantedTables(test.context, asked);
    expect(tables).toContainEqual({ schema: 'public', table: 'Connection rides' });
    expect(
      await readGrantedColumns(test.context, { ...asked, schema: 'public', table: 'Connection rides' }),
    ).toEqual({
      columns: [
        { name: 'Hour', type: 'bigint' },
        { name: 'price', type: 'numeric(5,2)' },
      ],
    });
    await client.query('DROP TABLE "Connection rides"');
    await client.end();
  });
});
