import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RecordBatchStreamWriter, tableFromArrays, tableFromIPC } from 'apache-arrow';
import { afterEach, expect, it } from 'vitest';
import { writeResult } from '../arrow/write-result';
import { createClickhouse } from './clickhouse';
import type { ClickHouseColumn } from './clickhouse-columns';
import type { Statement, Target } from './engine';

/**
 * A stand-in that speaks ClickHouse's documented HTTP interface: the query in the body, settings and `param_…` in the address, the answer in
 * the format that the query asks for, errors with `X-ClickHouse-Exception-Code` and their text.
 */
let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

interface Asked {
  readonly query: string;
  readonly settings: URLSearchParams;
  readonly authorization?: string;
}

/** `columns`: what it says of a query that is described; where there are none, `answer` is asked. */
async function serve(
  answer: (asked: Asked, response: ServerResponse) => void,
  columns: readonly ClickHouseColumn[] | null = [{ name: 'n', type: 'Int64' }],
): Promise<Target> {
  server = createServer(async (request: IncomingMessage, response) => {
    let query = '';
    for await (const part of request) query += part;
    const { authorization } = request.headers;
    if (columns && query.startsWith('DESCRIBE TABLE')) {
      response.end(columns.map((column) => `${JSON.stringify(column)}\n`).join(''));
      return;
    }
    answer({ query, settings: new URL(request.url ?? '', 'http://x').searchParams, authorization }, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // of TCP
  return {
    ...{ key: String(port), name: 'events', kind: 'clickhouse', host: '127.0.0.1', port },
    ...{ address: { address: '127.0.0.1', family: 4 }, database: 'web', user: 'reader', password: 'hidden' },
    ...{ tls: 'off', maxRows: 1000, maxBytes: 1e8, maxSeconds: 60 },
  };
}

async function ask(target: Target, statement: Statement, limits = target) {
  const parts: Uint8Array[] = [];
  const written = writeResult(
    createClickhouse().query(target, statement, new AbortController().signal),
    limits,
  );
  for (;;) {
    const { value, done } = await written.next();
    if (done) return { table: tableFromIPC(Buffer.concat(parts)), end: value };
    parts.push(value.bytes);
  }
}

const arrow = (rows: number) =>
  RecordBatchStreamWriter.writeAll(
    tableFromArrays({ n: BigInt64Array.from({ length: rows }, (_, i) => BigInt(i)) }),
  ).toUint8Array(true);

it('asks read-only, with values bound by the server, and takes Arrow as it comes', async () => {
  let asked: Asked | undefined;
  const target = await serve((given, response) => {
    asked = given;
    response.end(arrow(3));
  });
  const { table } = await ask(target, {
    texts: ['SELECT n FROM t WHERE a = ', ' AND b = ', ' AND c IN ', ' AND d > ', ' AND e = ', ';'],
    parameters: ["x'; DROP", 1.5, [1, 2], { type: 'timestamp', text: '2024-01-02T03:04:05.678Z' }, null],
  });
  expect(table.numRows).toBe(3);
  expect(asked?.query).toBe(
    "SELECT n FROM t WHERE a = {p1:String} AND b = {p2:Float64} AND c IN {p3:Array(Int64)} AND d > {p4:DateTime64(3, 'UTC')} AND e = {p5:Nullable(String)}\nFORMAT ArrowStream",
  );
  const { settings, authorization } = asked ?? { settings: new URLSearchParams() };
  expect(settings.get('readonly')).toBe('1');
  expect([settings.get('database'), settings.get('param_p1')]).toEqual(['web', "x\\'; DROP"]);
  expect(authorization).toBe(`Basic ${Buffer.from('reader:hidden').toString('base64')}`);
});

it('has what Arrow has no type for converted, by the columns that the query is described with', async () => {
  const asked: string[] = [];
  const target = await serve(({ query, settings }, response) => {
    asked.push(query);
    response.end(
      query.startsWith('DESCRIBE')
        ? `{"name":"at","type":"DateTime"}\n{"name":"n","type":"Int64"}\n`
        : arrow(Number(settings.get('param_p1'))),
    );
  }, null);
  const { table } = await ask(target, { texts: ['SELECT at, n FROM t LIMIT ', ' -- few'], parameters: [2] });
  expect(table.numRows).toBe(2);
  const query = 'SELECT at, n FROM t LIMIT {p1:Int64} -- few';
  expect(asked).toEqual([
    `DESCRIBE TABLE (\n${query}\n) \nFORMAT JSONEachRow`,
    `SELECT toDateTime64(\`at\`, 0, 'UTC') AS \`at\`, \`n\` FROM (\n${query}\n)\nFORMAT ArrowStream`,
  ]);
});

it('asks once for what it lists itself, whose columns it knows', async () => {
  const asked: string[] = [];
  const target = await serve(({ query }, response) => {
    asked.push(query);
    response.end(arrow(1));
  }, null);
  const engine = createClickhouse();
  for (const statement of [
    engine.version,
    engine.listTables(target, 10),
    engine.listColumns({ schema: 'web', table: 'visits' }),
  ])
    await ask(target, statement);
  expect(asked.map((query) => query.slice(0, 15))).toEqual([
    'SELECT version(',
    'SELECT database',
    'SELECT name, ty',
  ]);
});

it.each(['<html>\n<p>Sign in</p>\n</html>\n', '<html><p>Sign in</p></html>'])(
  'says so when something else answers in its place (%j)',
  async (page) => {
    const target = await serve((_, response) => response.end(page), null);
    const asked = ask(target, { texts: ['SELECT 1'], parameters: [] });
    await expect(asked).rejects.toThrow(
      `127.0.0.1:${target.port} does not answer as ClickHouse does over HTTP.`,
    );
    await expect(ask(target, createClickhouse().version)).rejects.toThrow('does not answer as ClickHouse');
  },
);

it('cuts at the rows that the connection allows', async () => {
  const target = await serve((_, response) => response.end(arrow(5000)));
  const { table, end } = await ask(target, { texts: ['SELECT 1'], parameters: [] });
  expect([table.numRows, end.cut]).toEqual([1000, 'rows']);
});

it('tells what is wrong in its words, and where', async () => {
  const target = await serve((_, response) => {
    response.writeHead(400, { 'X-ClickHouse-Exception-Code': '62' });
    response.end(
      "Code: 62. DB::Exception: Syntax error: failed at position 8 ('FRM') (line 2, col 3): FRM t. Expected one of: token. (SYNTAX_ERROR) (version 25.3.1.1)",
    );
  }, null);
  await expect(ask(target, { texts: ['SELECT 1\n  FRM t'], parameters: [] })).rejects.toMatchObject({
    message: expect.stringContaining('Syntax error'),
    place: { line: 2, column: 3 },
  });
});

it('goes away from the server when it is stopped', async () => {
  let closed: Promise<unknown> | undefined;
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const target = await serve((_, response) => {
    closed = new Promise((resolve) => response.once('close', resolve));
    arrive();
  });
  const stop = new AbortController();
  const asked = createClickhouse()
    .query(target, { texts: ['SELECT sleep(3)'], parameters: [] }, stop.signal)
    .next();
  await arrived;
  stop.abort(new Error('stopped'));
  await expect(asked).rejects.toThrow('stopped');
  await closed;
});
