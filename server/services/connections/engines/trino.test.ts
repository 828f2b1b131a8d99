import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tableFromIPC } from 'apache-arrow';
import { afterEach, expect, it } from 'vitest';
import { decodeResult } from '@/cells/data/decode-result';
import { writeResult } from '../arrow/write-result';
import type { Statement, Target } from './engine';
import { createTrino } from './trino';

/**
 * A stand-in that speaks Trino's documented REST protocol: a statement is posted to `/v1/statement`, each answer names the next page in
 * `nextUri`, the last one none; `DELETE /v1/query/{id}` cancels.
 */
let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

async function serve(pages: readonly (object | string)[]): Promise<{ target: Target; asked: Asked[] }> {
  const asked: Asked[] = [];
  let base = '';
  server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    asked.push({ method: request.method ?? '', path: request.url ?? '', body, headers: request.headers });
    if (request.method === 'DELETE') return void response.writeHead(204).end();
    const page = Number(/\/(\d+)$/.exec(request.url ?? '')?.[1] ?? 0);
    const content = pages[page];
    if (content === undefined) return; // says nothing
    const next = page + 1 < pages.length ? `${base}/v1/statement/executing/q1/y/${page + 1}` : undefined;
    const text =
      typeof content === 'string' ? content : JSON.stringify({ id: 'q1', nextUri: next, ...content });
    response.writeHead(200, { 'content-type': 'application/json' }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // of TCP
  // What a server calls itself is not where its pages are asked for: connections go to the address that was checked.
  base = `http://coordinator.invalid:${port}`;
  return {
    asked,
    target: {
      ...{ key: String(port), name: 'lake', kind: 'trino', host: '127.0.0.1', port },
      ...{ address: { address: '127.0.0.1', family: 4 }, database: 'hive.web', user: 'reader' },
      ...{ tls: 'off', maxRows: 1000, maxBytes: 1e8, maxSeconds: 60 },
    },
  };
}

async function ask(target: Target, statement: Statement) {
  const parts: Uint8Array[] = [];
  const written = writeResult(createTrino().query(target, statement, new AbortController().signal), target);
  for (;;) {
    const { value, done } = await written.next();
    if (done) return { parts, end: value };
    parts.push(value.bytes);
  }
}

it('reads page by page, each type as Arrow has it', async () => {
  const columns = [
    ...[
      { name: 'id', type: 'bigint' },
      { name: 'price', type: 'decimal(10,2)' },
      { name: 'at', type: 'timestamp(3) with time zone' },
    ],
    ...[
      { name: 'tags', type: 'array(varchar)' },
      { name: 'about', type: 'row(a bigint)' },
      { name: 'ok', type: 'boolean' },
    ],
  ];
  const { target, asked } = await serve([
    {},
    `{"id": "q1", "nextUri": "http://coordinator.invalid/v1/statement/executing/q1/y/2", "columns": ${JSON.stringify(columns)},
      "data": [[9007199254740993, "12.34", "2024-07-01 12:00:00.250 Europe/Berlin", ["a", null], [1], true]]}`,
    { columns, data: [[2, '-0.05', '2024-01-01 00:00:00.000 UTC', [], null, false]] },
  ]);
  const { parts } = await ask(target, {
    texts: ['SELECT * FROM t WHERE a = ', ' AND b < ', ' AND c = ', ';'],
    parameters: ["it's", { type: 'timestamp', text: '2024-01-02T03:04:05.678Z' }, 1.5],
  });
  const exact = tableFromIPC(Buffer.concat(parts));
  expect(exact.numRows).toBe(2);
  expect(exact.getChild('id')?.get(0)).toBe(9007199254740993n);
  const read = decodeResult(parts).get(0);
  expect(read).toMatchObject({
    price: 12.34,
    at: new Date('2024-07-01T10:00:00.250Z'),
    about: '[1]',
    ok: true,
  });
  expect([...read.tags]).toEqual(['a', null]);
  expect(asked[0]).toMatchObject({
    body: "EXECUTE cellar USING 'it''s', TIMESTAMP '2024-01-02 03:04:05.678 UTC', DOUBLE '1.5'",
    headers: {
      ...{ 'x-trino-user': 'reader', 'x-trino-catalog': 'hive', 'x-trino-schema': 'web' },
      'x-trino-prepared-statement': `cellar=${encodeURIComponent('SELECT * FROM t WHERE a = ? AND b < ? AND c = ?')}`,
    },
  });
});

it('only reads', async () => {
  const { target, asked } = await serve([{}]);
  for (const text of [
    ...[
      'INSERT INTO t SELECT 1',
      '/* SELECT */ DELETE FROM t',
      '-- SELECT\nDROP TABLE t',
      'CALL system.run()',
    ],
    ...[
      'EXPLAIN ANALYZE INSERT INTO t SELECT 1',
      'explain analyze verbose delete from t',
      "EXECUTE IMMEDIATE 'DROP TABLE t'",
    ],
  ])
    await expect(ask(target, { texts: [text], parameters: [] })).rejects.toThrow('only reads');
  expect(asked).toEqual([]);
});

it('tells what is wrong in its words, and where', async () => {
  const { target } = await serve([
    { error: { message: "line 2:3: Table 'hive.web.t' does not exist", errorName: 'TABLE_NOT_FOUND' } },
  ]);
  await expect(ask(target, { texts: ['SELECT 1\nFROM t'], parameters: [] })).rejects.toMatchObject({
    message: "Table 'hive.web.t' does not exist",
    place: { line: 2, column: 3 },
  });
});

it('cancels the query when it is stopped', async () => {
  const { target, asked } = await serve([{}, { columns: [{ name: 'a', type: 'integer' }], data: [[1]] }]);
  const stop = new AbortController();
  const rows = createTrino().query(target, { texts: ['SELECT a FROM t'], parameters: [] }, stop.signal);
  await rows.next();
  await rows.return(undefined);
  expect(asked.at(-1)).toMatchObject({ method: 'DELETE', path: '/v1/query/q1' });
});
