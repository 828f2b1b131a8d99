import type { Agent } from 'node:http';
import { BasicAuth, type Query, type QueryResult, Trino } from 'trino-client';
import type { ResultValue } from '../arrow/column-data';
import {
  asStatement,
  connectSeconds,
  type Engine,
  type Parameter,
  RefusedQuery,
  type Statement,
  type Target,
} from './engine';
import { pinnedAgents, sayNetworkError } from './pinned-agents';
import { toTrinoColumn, toTrinoValue } from './trino-types';

/** Trino by its official client: a statement is posted, and its result fetched page by page. */
export function createTrino(): Engine {
  return {
    version: asStatement('SELECT node_version FROM system.runtime.nodes WHERE coordinator LIMIT 1'),
    async *query(target, statement, signal) {
      refuseWrites(statement);
      const client = open(target, signal);
      let id: string | undefined;
      let isDone = false;
      try {
        const pages = await client.query(write(statement));
        let columns: ReturnType<typeof toTrinoColumn>[] | undefined;
        let hasTold = false;
        for (;;) {
          const { value, done } = await pages.next();
          const page: QueryResult = value;
          id = page.id;
          if (page.error) throw refusal(page.error);
          if (page.columns) columns = page.columns.map(toTrinoColumn);
          if (done) break;
          if (!columns || (!page.data && hasTold)) continue;
          hasTold = true;
          yield { columns, rows: (page.data ?? []).map((row) => toRow(row, columns ?? [])) };
        }
        isDone = true;
        if (!columns)
          throw new RefusedQuery('This statement gives no table. Write one that does, such as SELECT.');
        if (!hasTold) yield { columns, rows: [] };
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        isDone ||= error instanceof RefusedQuery;
        throw inWords(error, target);
      } finally {
        // Stopped, or read as far as wanted: the cluster goes on with nothing.
        if (id !== undefined && !isDone)
          await open(target)
            .cancel(id)
            .catch(() => {});
      }
    },
    listTables: ({ database }, most) => {
      const [catalog = '', schema = ''] = database.split('.');
      return {
        texts: [
          `SELECT table_schema AS "schema", table_name AS "table" FROM ${quote(catalog)}.information_schema.tables
          WHERE table_schema <> 'information_schema' ORDER BY table_schema <> `,
          `, 1, 2 LIMIT ${most}`,
        ],
        parameters: [schema],
      };
    },
    listColumns: ({ schema, table }) => ({
      texts: [
        'SELECT column_name AS "name", data_type AS "type" FROM information_schema.columns WHERE table_schema = ',
        ' AND table_name = ',
        ' ORDER BY ordinal_position',
      ],
      parameters: [schema, table],
    }),
  };
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Of the requests of `axios`, by which the client asks. */
interface RequestConfig {
  httpAgent?: Agent;
  httpsAgent?: Agent;
  proxy?: false;
  maxRedirects?: number;
  signal?: AbortSignal;
  timeout?: number;
  transformResponse?: ((text: unknown) => unknown)[];
}

/** What the client keeps for each of its requests; its types leave it out, and give no other way to set an agent for http. */
interface Requests {
  readonly client: { readonly clientConfig: RequestConfig };
}

function open(target: Target, signal?: AbortSignal): Trino {
  const { host, port, database, user, password, tls } = target;
  const [catalog, schema] = database.split('.');
  const client = Trino.create({
    server: `${tls === 'off' ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    ...{ catalog, schema, source: 'Cellar' },
    // A password goes over TLS only, as Trino itself has it.
    ...(password && tls !== 'off'
      ? { auth: new BasicAuth(user, password) }
      : { extraHeaders: { 'X-Trino-User': user } }),
  });
  const agents = pinnedAgents(target);
  Object.assign((client as unknown as Requests).client.clientConfig, {
    ...{ httpAgent: agents.http, httpsAgent: agents.https, proxy: false, maxRedirects: 0, signal },
    timeout: signal ? 0 : connectSeconds * 1000,
    transformResponse: [parseExactly],
  } satisfies RequestConfig);
  return client;
}

/** JSON with whole numbers that a double would round kept as texts. */
function parseExactly(text: unknown): unknown {
  if (typeof text !== 'string' || text === '') return text;
  try {
    return JSON.parse(
      text.replace(/"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g, (part) =>
        part.startsWith('"') ? part : `"${part}"`,
      ),
    );
  } catch {
    return text; // an error page of something in between
  }
}

/** Trino knows no session that only reads, so a statement has to begin as one that does. */
function refuseWrites({ texts }: Statement): void {
  const words = texts
    .join(' ')
    .replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|\()+/, '')
    .toLowerCase();
  const [first = ''] = /^[a-z]+/.exec(words) ?? [];
  const reads = ['select', 'with', 'values', 'table', 'show', 'describe', 'desc', 'explain'];
  const runsOther = /^explain\s+analyze\b(?!\s+(verbose\s+)?(\(\s*)*(select|with|values|table)\b)/.test(
    words,
  );
  if (!reads.includes(first) || runsOther)
    throw new RefusedQuery(
      `A notebook only reads, by a statement that begins with ${reads.slice(0, -2).join(', ').toUpperCase()} or EXPLAIN.`,
    );
}

/** Characters of a header that every server between takes. */
const longestPrepared = 6000;

/**
 * Values are bound by `EXECUTE … USING`, as literals of their own type. The statement itself goes ahead in a header, as Trino has it since
 * ever; one too long for that needs `EXECUTE IMMEDIATE` (Trino 418 and newer).
 */
function write({ texts, parameters }: Statement): Query {
  const sql = texts.join('?').replace(/;\s*$/, '');
  if (parameters.length === 0) return { query: sql };
  const using = `USING ${parameters.map(toLiteral).join(', ')}`;
  const prepared = `cellar=${encodeURIComponent(sql)}`;
  return prepared.length > longestPrepared
    ? { query: `EXECUTE IMMEDIATE ${toLiteral(sql)} ${using}` }
    : { query: `EXECUTE cellar ${using}`, extraHeaders: { 'X-Trino-Prepared-Statement': prepared } };
}

function toLiteral(value: Parameter): string {
  if (Array.isArray(value)) return `ARRAY[${value.map(toLiteral).join(', ')}]`;
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'number') {
    if (!Number.isFinite(value))
      return Number.isNaN(value) ? 'nan()' : value > 0 ? 'infinity()' : '-infinity()';
    return Number.isInteger(value) ? String(BigInt(value)) : `DOUBLE '${value}'`;
  }
  if (typeof value === 'object' && 'type' in value)
    return value.type === 'int64'
      ? String(BigInt(value.text))
      : `TIMESTAMP '${new Date(value.text).toISOString().replace('T', ' ').replace('Z', ' UTC')}'`;
  return `'${String(value).replaceAll("'", "''")}'`;
}

const toRow = (row: unknown[], columns: readonly ReturnType<typeof toTrinoColumn>[]): ResultValue[] =>
  columns.map(({ type }, i) => toTrinoValue(type, row[i]));

function refusal({ message, errorName }: NonNullable<QueryResult['error']>): RefusedQuery {
  const match = /^line (\d+):(\d+): ([\s\S]*)$/.exec(message);
  if (match)
    return new RefusedQuery(match[3] ?? message, { line: Number(match[1]), column: Number(match[2]) });
  return new RefusedQuery(`${message} (${errorName})`);
}

/** Of an answer that was no success. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('response' in error)) return undefined;
  const { response } = error;
  if (typeof response !== 'object' || response === null || !('status' in response)) return undefined;
  return typeof response.status === 'number' ? response.status : undefined;
}

function inWords(error: unknown, target: Target): Error {
  if (error instanceof RefusedQuery) return error;
  const status = statusOf(error);
  if (status !== undefined) {
    if (status === 401 || status === 403)
      return new Error(
        `${target.name} does not let ${target.user} in (${status}). Check user, password and TLS in Settings, Connections.`,
      );
    return new Error(
      `${target.host}:${target.port} answered with status ${status}, which is not how Trino answers.`,
    );
  }
  return sayNetworkError(error, target) ?? (error instanceof Error ? error : new Error(String(error)));
}
