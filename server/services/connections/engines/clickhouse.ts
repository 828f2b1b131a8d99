import type { Readable } from 'node:stream';
import { type ClickHouseClient, ClickHouseError, createClient } from '@clickhouse/client';
import { RecordBatchReader } from 'apache-arrow';
import { type ClickHouseColumn, readable } from './clickhouse-columns';
import {
  asStatement,
  type Engine,
  type Parameter,
  type Place,
  RefusedQuery,
  type Statement,
  type Target,
} from './engine';
import { pinnedAgents, sayNetworkError } from './pinned-agents';

/** ClickHouse by its official client. It answers in Arrow itself; what writes is refused by `readonly`. */
export function createClickhouse(): Engine {
  const clients = new Map<string, ClickHouseClient>();
  const clientOf = (target: Target): ClickHouseClient => {
    const known = clients.get(target.key);
    if (known) return known;
    const { host, port, database, user, password, tls, maxSeconds } = target;
    const agents = pinnedAgents(target);
    const client = createClient({
      url: `${tls === 'off' ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
      ...{ username: user, password: password ?? '', database, application: 'Cellar' },
      // Ours ends it before, with words.
      request_timeout: (maxSeconds + 10) * 1000,
      http_agent: tls === 'off' ? agents.http : agents.https,
      log: { LoggerClass: Silent },
    });
    clients.set(target.key, client);
    return client;
  };

  return {
    version: { ...asStatement('SELECT version()'), isOwn: true },
    async *query(target, statement, signal) {
      const client = clientOf(target);
      const { query, query_params } = write(statement);
      try {
        const columns = statement.isOwn
          ? []
          : await columnsOf(client, { query, query_params, signal, target });
        const { stream, response_headers } = await client.exec({
          // A comment at the end of the text must not swallow the format.
          query: `${readable(query, columns)}\nFORMAT ArrowStream`,
          query_params,
          clickhouse_settings: {
            readonly: '1',
            max_execution_time: target.maxSeconds + 5,
            cancel_http_readonly_queries_on_client_close: 1,
            output_format_arrow_string_as_string: 1,
            output_format_arrow_fixed_string_as_fixed_byte_array: 0,
            output_format_arrow_compression_method: 'none',
            output_format_arrow_low_cardinality_as_dictionary: 0,
            // The order of a query stays when another one reads it.
            query_plan_remove_redundant_sorting: 0,
            // What goes wrong before the first block comes as an error and not in the middle of Arrow.
            wait_end_of_query: 0,
          },
          abort_signal: signal,
        });
        const reader = await openArrow(stream).catch((error: unknown) => {
          stream.destroy();
          const isTheirs = Object.keys(response_headers).some((name) => name.startsWith('x-clickhouse-'));
          throw isTheirs ? error : sayOther(target);
        });
        yield { schema: reader.schema };
        for await (const batch of reader) {
          signal.throwIfAborted();
          yield { schema: reader.schema, batch };
        }
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw inWords(error, target);
      }
    },
    listTables: ({ database }, most) => ({
      texts: [
        "SELECT database AS schema, name AS table FROM system.tables WHERE database NOT IN ('system', 'INFORMATION_SCHEMA', 'information_schema') ORDER BY database != ",
        `, 1, 2 LIMIT ${most}`,
      ],
      parameters: [database],
      isOwn: true,
    }),
    listColumns: ({ schema, table }) => ({
      texts: [
        'SELECT name, type FROM system.columns WHERE database = ',
        ' AND table = ',
        ' ORDER BY position',
      ],
      parameters: [schema, table],
      isOwn: true,
    }),
  };
}

async function openArrow(stream: Readable) {
  const reader = await RecordBatchReader.from(stream);
  return reader.open();
}

/** The client's log would go to the console; what fails is told to whoever asked. */
class Silent {
  trace(): void {}
  debug(): void {}
  info(): void {}
  warn(): void {}
  error(): void {}
}

interface Described {
  readonly query: string;
  readonly query_params: Record<string, unknown>;
  readonly signal: AbortSignal;
  readonly target: Target;
}

/** The columns of a query that is not run. None where it has no description, or is wrong: running it tells why, and where. */
async function columnsOf(
  client: ClickHouseClient,
  { query, query_params, signal, target }: Described,
): Promise<readonly ClickHouseColumn[]> {
  try {
    const described = await client.query({
      query: `DESCRIBE TABLE (\n${query}\n)`,
      query_params,
      format: 'JSONEachRow',
      clickhouse_settings: { readonly: '1', max_execution_time: target.maxSeconds + 5 },
      abort_signal: signal,
    });
    return await described.json<ClickHouseColumn>();
  } catch (error) {
    if (error instanceof ClickHouseError) return [];
    throw error instanceof SyntaxError ? sayOther(target) : error;
  }
}

/** A proxy's page, or another server. */
const sayOther = ({ host, port }: Target): Error =>
  new Error(
    `${host}:${port} does not answer as ClickHouse does over HTTP. Check host and port in Settings, Connections: usually it is port 8123, with TLS 8443.`,
  );

/** Values are bound by the server (`{p1:Int64}`), by the type that they have in JavaScript. */
function write({ texts, parameters }: Statement): { query: string; query_params: Record<string, unknown> } {
  const query = texts.reduce((text, next, i) => `${text}{p${i}:${typeOf(parameters[i - 1] ?? null)}}${next}`);
  return {
    query: query.replace(/;\s*$/, ''),
    query_params: Object.fromEntries(parameters.map((value, i) => [`p${i + 1}`, paramOf(value)])),
  };
}

function typeOf(value: Parameter): string {
  if (Array.isArray(value)) return `Array(${typeOf(value.find((item) => item !== null) ?? '')})`;
  if (value === null) return 'Nullable(String)';
  if (typeof value === 'boolean') return 'Bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'Int64' : 'Float64';
  if (typeof value === 'object' && 'type' in value)
    return value.type === 'int64' ? 'Int64' : "DateTime64(3, 'UTC')";
  return 'String';
}

function paramOf(value: Parameter): unknown {
  if (Array.isArray(value)) return value.map(paramOf);
  if (typeof value !== 'object' || value === null || !('type' in value)) return value;
  return value.type === 'timestamp' ? new Date(value.text) : value.text;
}

function inWords(error: unknown, target: Target): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error instanceof ClickHouseError) {
    const { name, user } = target;
    if (error.type === 'AUTHENTICATION_FAILED')
      return new Error(`${name} does not let ${user} in. Check user and password in Settings, Connections.`);
    if (error.type === 'READONLY' && /modify .* setting/i.test(error.message))
      return new RefusedQuery(
        `${error.message}\nThe account may not set limits for its own queries: give it the profile readonly = 2, which still cannot write.`,
      );
    const hint = error.type === 'READONLY' ? '\nNotebooks only read.' : '';
    return new RefusedQuery(error.message + hint, placeIn(error.message));
  }
  const message = error.message;
  if (/Timeout error|socket hang up/i.test(message))
    return new Error(
      `${target.host}:${target.port} closed the connection before it answered. Run the cell again.`,
    );
  return sayNetworkError(error, target) ?? error;
}

/** `Syntax error: failed at position 15 ('FRM') (line 1, col 15)` */
function placeIn(message: string): Place | undefined {
  const match = /\(line (\d+), col (\d+)\)/.exec(message);
  return match ? { line: Number(match[1]), column: Number(match[2]) } : undefined;
}
