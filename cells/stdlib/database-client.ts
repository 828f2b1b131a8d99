import type { Table } from '@uwdata/flechette';
import type { QueryStatement } from '@/cells/bridge/queries';
import { decodeResult, isArqueroTable, isArrowTable, QueryError } from '@/cells/data';
import { type ResultEnd, readResultStream } from '@/cells/data/result-stream';
import type { Builtin, RunScope } from '@/cells/kernel/kernel';
import { placeInCell } from './place-in-cell';
import type { StandardLibraryServices } from './services';

/** A database elsewhere, by the name of a connection that the notebook was given. */
export interface DatabaseClient {
  readonly name: string;
  /** ``sql`SELECT …` `` as an Arrow table. `${…}` is a bound parameter. */
  sql(strings: TemplateStringsArray, ...values: readonly unknown[]): Promise<Table>;
  /** The tag of a SQL cell: as `sql`, and errors know their place in the cell. */
  cell(strings: TemplateStringsArray, ...values: readonly unknown[]): Promise<Table>;
}

/** Queries at one time: a browser opens six ways to one server, and the notebook has other business there. */
const mostAtOnce = 3;

/** `DatabaseClient("warehouse")`: its queries run on the server, and are stopped with the cell. */
export function createDatabaseClient({ request }: Pick<StandardLibraryServices, 'request'>): Builtin {
  const inTurn = createTurns(mostAtOnce);
  return {
    perCell:
      (scope) =>
      (name: string): DatabaseClient => {
        const ask = async (strings: TemplateStringsArray, values: readonly unknown[]) => {
          const statement = {
            texts: [...strings.raw],
            parameters: values.map((value) => toParameter(value, name)),
          };
          return inTurn(() => query(request, { name, statement, scope }), scope.signal);
        };
        return {
          name,
          sql: (strings, ...values) => ask(strings, values),
          async cell(strings, ...values) {
            try {
              return await ask(strings, values);
            } catch (error) {
              throw error instanceof QueryError ? placeInCell(error, writeText(strings.raw)) : error;
            }
          },
        };
      },
  };
}

const writeText = (texts: readonly string[]) => texts.reduce((text, next, i) => `${text}$${i}${next}`);

async function query(
  request: StandardLibraryServices['request'],
  { name, statement, scope }: { name: string; statement: QueryStatement; scope: RunScope },
): Promise<Table> {
  const { signal } = scope;
  signal.throwIfAborted();
  scope.progress({ message: `${name} works on it` });
  try {
    const { url } = await request('connection.query', { connection: name, ...statement });
    signal.throwIfAborted();
    const response = await fetch(url, { signal });
    if (!response.ok || !response.body) throw new Error(await sayRefusal(response, name));
    const { messages, end } = await readResultStream(response.body, (bytes) => {
      if (bytes > 0) scope.progress({ message: `${(bytes / 1e6).toFixed(1)} MB from ${name}` });
    });
    if (end.type === 'failure') throw new QueryError(end.message, end.place);
    for (const cut of sayCut(end, name)) scope.warn?.(cut, 'value');
    for (const note of end.notes) scope.warn?.(note);
    return decodeResult(messages);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw error instanceof TypeError
      ? new Error(`The server could not be reached, or ${name} was cut off. Run the cell again.`, {
          cause: error,
        })
      : error;
  } finally {
    scope.progress(undefined);
  }
}

async function sayRefusal(response: Response, name: string): Promise<string> {
  const known: unknown = await response.json().catch(() => undefined);
  const error = typeof known === 'object' && known !== null && 'error' in known ? known.error : undefined;
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return `${name} could not be asked (${response.status}). Run the cell again.`;
}

function sayCut(end: Extract<ResultEnd, { type: 'end' }>, name: string): string[] {
  const { maxRows, maxBytes } = end.limits;
  if (end.cut === 'rows')
    return [
      `The first ${maxRows.toLocaleString('en-US').replaceAll(',', ' ')} of more rows: the most that ${name} gives. Aggregate or filter in the query, or raise the limit in Settings, Connections.`,
    ];
  if (end.cut === 'bytes')
    return [
      `The first rows of more, ${Math.round(maxBytes / 1e6)} MB: the most that ${name} gives. Choose fewer columns, aggregate or filter in the query, or raise the limit in Settings, Connections.`,
    ];
  return [];
}

type Parameter = QueryStatement['parameters'][number];

/** @throws TypeError for what no database takes as a value */
function toParameter(value: unknown, name: string): Parameter {
  if (
    Array.isArray(value) &&
    !value.some((item) => typeof item === 'object' && item !== null && !(item instanceof Date))
  )
    return value.map((item) => toScalar(item));
  if (ArrayBuffer.isView(value) && !(value instanceof DataView) && !(value instanceof Uint8Array))
    return Array.from(value as Float64Array, toScalar); // or of another number type
  if (isArrowTable(value) || isArqueroTable(value) || Array.isArray(value))
    throw new TypeError(
      `A table of this notebook cannot go to ${name}. Ask ${name} first, and join its result in another SQL cell, on this notebook.`,
    );
  return toScalar(value);
}

type Scalar = Exclude<Parameter, readonly unknown[]>;

function toScalar(value: unknown): Scalar {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return { type: 'timestamp', text: value.toISOString() };
  if (typeof value === 'bigint') return { type: 'int64', text: String(value) };
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'object' && !(value instanceof Uint8Array)) return JSON.stringify(value);
  throw new TypeError(
    `A query takes numbers, texts, dates, booleans and lists of them, not a ${typeof value}.`,
  );
}

/** So many at one time; the others wait, and leave when they are stopped. */
function createTurns(most: number) {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    while (running >= most) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      signal.throwIfAborted();
    }
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
