import type { ClientBase, FieldDef } from 'pg';
import Cursor from 'pg-cursor';
import type { ResultValue } from '../arrow/column-data';
import {
  asStatement,
  connectSeconds,
  type Engine,
  type Parameter,
  type Place,
  RefusedQuery,
  type ResultPart,
  type Statement,
  type Target,
} from './engine';
import { cancel, createSessions, type Session, type Sessions } from './postgresql-sessions';
import { type PostgresqlColumn, toColumn } from './postgresql-types';

/**
 * Any database that speaks PostgreSQL's protocol. Each query is one statement in a transaction that only reads, with its values bound, read
 * through a portal; afterwards nothing of it is left in the session.
 */
export function createPostgresql(): Engine {
  const sessions = new Map<string, Sessions>();
  const sessionsOf = (target: Target): Sessions => {
    const known = sessions.get(target.key) ?? createSessions(target);
    sessions.set(target.key, known);
    return known;
  };

  return {
    version: asStatement('SELECT version()'),
    async *query(target, statement, signal) {
      const pool = sessionsOf(target);
      let session: Session;
      try {
        session = await pool.checkOut(signal);
      } catch (error) {
        throw signal.aborted ? signal.reason : inWords(error, target, statement);
      }
      const stop = () => cancel(target, session);
      signal.addEventListener('abort', stop, { once: true });
      let isClean = false;
      try {
        const { client } = session;
        await unlessAborted(begin(client, target), signal);
        yield* read(client, statement, signal);
        await client.query('ROLLBACK');
        await client.query('DISCARD ALL').catch(() => client.query('RESET ALL'));
        isClean = true;
      } catch (error) {
        throw signal.aborted ? signal.reason : inWords(error, target, statement);
      } finally {
        signal.removeEventListener('abort', stop);
        // One that was left in the middle is not given to another query.
        pool.giveBack(session, isClean);
      }
    },
    listTables: (_, most) =>
      asStatement(`SELECT n.nspname AS "schema", c.relname AS "table"
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
          AND n.nspname NOT LIKE 'pg\\_%' AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
        ORDER BY n.nspname <> 'public', 1, 2 LIMIT ${most}`),
    listColumns: ({ schema, table }) => ({
      texts: [
        `SELECT a.attname AS "name", format_type(a.atttypid, a.atttypmod) AS "type"
        FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = `,
        ' AND c.relname = ',
        ' AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum',
      ],
      parameters: [schema, table],
    }),
  };
}

/** What every session needs first; then what other databases of this protocol may not know. */
async function begin(client: ClientBase, { maxSeconds }: Target): Promise<void> {
  const wanted = [
    'SET default_transaction_read_only = on',
    // Cellar ends it before; this is for when it cannot.
    `SET statement_timeout = ${(maxSeconds + 5) * 1000}`,
    `SET idle_in_transaction_session_timeout = ${(maxSeconds + 60) * 1000}`,
    "SET timezone = 'UTC'",
    'SET datestyle = ISO',
    'SET intervalstyle = iso_8601',
    'SET bytea_output = hex',
    'SET extra_float_digits = 3',
  ];
  try {
    await client.query(`${wanted.join(';')};BEGIN READ ONLY`);
  } catch {
    await client.query('ROLLBACK').catch(() => {});
    for (const one of wanted) await client.query(one).catch(() => {});
    await client.query('BEGIN READ ONLY');
  }
}

/** Texts of about so much are read at one time. */
const bytesAtOnce = 2_000_000;

async function* read(
  client: ClientBase,
  { texts, parameters }: Statement,
  signal: AbortSignal,
): AsyncGenerator<ResultPart> {
  const sql = joinTexts(texts);
  const cursor = client.query(
    new Cursor(sql, parameters.map(toText), { rowMode: 'array', types: { getTypeParser: () => asText } }),
  );
  let columns: readonly PostgresqlColumn[] | undefined;
  // Few at first: a person sees soon that something comes.
  let wanted = 500;
  for (;;) {
    // Whoever stops does not wait for a server that may not answer; `finally` above closes the socket.
    const { rows, fields } = await unlessAborted(readSome(cursor, wanted), signal);
    columns ??= fields.map(toColumn);
    if (columns.length === 0)
      throw new RefusedQuery('This statement gives no table. Write one that does, such as SELECT.');
    for (const [i, { read: convert }] of columns.entries())
      if (convert)
        for (const row of rows) {
          const value = row[i];
          if (typeof value === 'string') row[i] = convert(value);
        }
    yield { columns, rows };
    if (rows.length < wanted) return;
    wanted = Math.min(50_000, Math.max(500, Math.round(bytesAtOnce / sizeOf(rows))));
  }
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

const joinTexts = (texts: readonly string[]) => texts.reduce((text, next, i) => `${text}$${i}${next}`);

/** In PostgreSQL's text form, whatever type the statement wants. */
function toText(parameter: Parameter): unknown {
  if (Array.isArray(parameter)) return parameter.map(toText);
  return typeof parameter === 'object' && parameter !== null && 'text' in parameter
    ? parameter.text
    : parameter;
}

const asText = (text: string) => text;

function readSome(
  cursor: Cursor,
  most: number,
): Promise<{ rows: ResultValue[][]; fields: readonly FieldDef[] }> {
  return new Promise((resolve, reject) => {
    cursor.read(most, (error, rows, result) =>
      // Every value is its text, or null: `asText` reads them.
      error ? reject(error) : resolve({ rows: rows as ResultValue[][], fields: result.fields }),
    );
  });
}

/** Characters of one row, about. */
function sizeOf(rows: readonly (readonly ResultValue[])[]): number {
  const some = rows.slice(0, 50);
  const length = some.reduce(
    (sum, row) => sum + row.reduce<number>((all, value) => all + 8 + (value?.length ?? 0), 0),
    0,
  );
  return Math.max(1, length / Math.max(1, some.length));
}

/** The server's words about a statement as they are; those of the network in ours. */
function inWords(error: unknown, { name, host, port, user, database }: Target, { texts }: Statement): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error instanceof RefusedQuery) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const at = `${host}:${port}`;
  if (code === 'ECONNREFUSED')
    return new Error(`Nothing answers at ${at}. Check host and port of ${name}, and that the database runs.`);
  if (/timeout expired|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/.test(`${error.message} ${code}`))
    return new Error(
      `${at} did not answer within ${connectSeconds} s. Check host and port of ${name}, and that a firewall lets this server through.`,
    );
  if (code === '28P01' || code === '28000')
    return new Error(
      `${name} does not let ${user} in: ${error.message}. Check user and password in Settings, Connections.`,
    );
  if (code === '3D000') return new Error(`${name} has no database ${database}: ${error.message}.`);
  if (/does not support SSL/.test(error.message))
    return new Error(
      `${at} speaks no TLS. Turn it off for ${name} in Settings, Connections, if the network between is yours.`,
    );
  if (/certificate|self.signed|altnames/i.test(`${error.message} ${code}`))
    return new Error(
      `The certificate of ${at} is not trusted: ${error.message}. Give its authority in Settings, Connections, or do not check it.`,
    );
  if (/Connection terminated|ECONNRESET|EPIPE/.test(`${error.message} ${code}`) || code === '57P01')
    return new Error(`${at} closed the connection: ${error.message}. Run the cell again.`);
  if (!/^[0-9A-Z]{5}$/.test(code)) return error;
  const position = 'position' in error ? Number(error.position) : Number.NaN;
  const more = [
    'detail' in error && typeof error.detail === 'string' ? error.detail : '',
    'hint' in error && typeof error.hint === 'string' ? `Hint: ${error.hint}` : '',
    // 42601 in these words: several statements in one text.
    /multiple commands/.test(error.message) ? 'A cell on a connection holds one statement.' : '',
    code === '25006' ? 'Notebooks only read.' : '',
  ].filter(Boolean);
  return new RefusedQuery(
    [error.message, ...more].join('\n'),
    Number.isInteger(position) && position > 0 ? placeAt(texts, position) : undefined,
  );
}

/** Where the character stands, 1-based, that PostgreSQL counts in code points. */
function placeAt(texts: readonly string[], position: number): Place {
  const sql = joinTexts(texts);
  const lines = [...sql]
    .slice(0, position - 1)
    .join('')
    .split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
