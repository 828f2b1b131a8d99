import type { Database } from './database';
import { QueryError } from './query-error';

/** A result that is larger would take the tab's memory, and nobody reads it. */
const largestResult = 1024 ** 3;

export interface StatementOptions {
  /** Aborting cancels the statement. */
  readonly signal?: AbortSignal;
  /** Bytes of the result at most. */
  readonly largest?: number;
}

/** How long a cancelled statement may take to notice, and the engine to answer again, in milliseconds. */
const patience = 1000;

/** The engine did not let itself be cancelled, or failed; its worker is ended and a new one must be started. */
export class DatabaseLost extends Error {
  override readonly name = 'DatabaseLost';
}

/**
 * Runs SQL and gives its result as Arrow IPC messages, handed over one by one: faster than in one piece, and can be cancelled
 * between two slices of work.
 * @throws the signal's reason when aborted; DatabaseLost when the worker had to be ended for it; QueryError when the result is too large
 */
export async function runStatement(
  database: Database,
  sql: string,
  options: StatementOptions = {},
): Promise<Uint8Array[]> {
  const { signal } = options;
  signal?.throwIfAborted();
  if (!signal) return stream(database, sql, options);
  let onAbort = () => {};
  const lost = new Promise<never>((_, reject) => {
    onAbort = () => {
      // A statement that has come to its end meanwhile cannot be cancelled, and need not.
      database.duckdb.cancelPendingQuery(database.connection).catch(() => {});
      setTimeout(
        () => reject(new DatabaseLost('The query did not stop.', { cause: signal.reason })),
        patience,
      );
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([stream(database, sql, options), lost]);
  } catch (error) {
    if (!signal.aborted || error instanceof DatabaseLost) throw error;
    await expectAnswer(database);
    throw signal.reason;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Rarely, an engine whose query was cancelled never answers again: the next query must not be the one that finds out. */
async function expectAnswer({ duckdb, connection }: Database): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silent = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DatabaseLost('The engine went silent.')), patience);
  });
  await Promise.race([duckdb.runQuery(connection, 'SELECT 1'), silent]).finally(() => clearTimeout(timer));
}

/** The engine's module trapped: whatever it says from now on cannot be trusted. */
export const isTrap = (error: unknown): boolean =>
  error instanceof Error &&
  /RuntimeError|signature mismatch|null function|out of bounds|unreachable|table index|Aborted\(|INTERNAL Error/.test(
    `${error.name}: ${error.message}`,
  );

/** Messages that are asked for before the last one came: the worker never waits for us. */
const ahead = 8;

async function stream(
  { duckdb, connection }: Database,
  sql: string,
  { signal, largest = largestResult }: StatementOptions,
): Promise<Uint8Array[]> {
  const asked: Promise<Uint8Array | null>[] = [];
  const ask = () => {
    const message = duckdb.fetchQueryResults(connection);
    message.catch(() => {}); // one that nobody waits for any longer
    asked.push(message);
  };
  // Not the streaming kind: a filter would give thousands of messages of a few rows each.
  const started = duckdb.startPendingQuery(connection, sql, false);
  // Most queries are done at once: asking for their result together with them saves two turns. Asked too early it is empty.
  ask();
  ask();
  let header = await started;
  if (header === null) asked.length = 0;
  while (header === null) {
    signal?.throwIfAborted();
    header = await duckdb.pollPendingQuery(connection);
  }
  const messages = [header];
  let bytes = 0;
  for (;;) {
    signal?.throwIfAborted();
    if (asked.length === 0) ask();
    const message = await asked.shift();
    if (!message) continue; // not ready yet
    // Behind the end there is only emptiness; it needs no waiting for.
    if (message.length === 0) return messages;
    messages.push(message);
    bytes += message.length;
    if (bytes > largest) {
      // The rest is given up, so that its memory is free for the next query.
      await Promise.all(asked);
      await duckdb.runQuery(connection, 'SELECT 1');
      throw new QueryError(
        `The result is larger than ${formatBytes(largest)}, more than a notebook can hold. Select fewer columns, add a WHERE or a LIMIT, or aggregate: the whole table stays readable for the next query.`,
      );
    }
    if (messages.length > 3) while (asked.length < ahead) ask();
  }
}

const formatBytes = (bytes: number): string =>
  bytes >= 1024 ** 3 ? `${bytes / 1024 ** 3} GB` : `${Math.round(bytes / 1024)} kB`;
