import type { Database } from './database';

/** How long a cancelled statement may take to notice. */
const patience = 1000;

/** The engine did not let itself be cancelled, or failed; its worker is ended and a new one must be started. */
export class DatabaseLost extends Error {
  override readonly name = 'DatabaseLost';
}

/**
 * Runs SQL and gives its result as Arrow IPC messages, streamed from the worker: faster than one piece, and can be cancelled
 * between two slices of work.
 * @throws the signal's reason when aborted; DatabaseLost when the worker had to be ended for it
 */
export async function runStatement(
  database: Database,
  sql: string,
  signal?: AbortSignal,
): Promise<Uint8Array[]> {
  signal?.throwIfAborted();
  if (!signal) return stream(database, sql);
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
    return await Promise.race([stream(database, sql, signal), lost]);
  } catch (error) {
    if (signal.aborted && !(error instanceof DatabaseLost)) throw signal.reason;
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** The engine's module trapped: whatever it says from now on cannot be trusted. */
export const isTrap = (error: unknown): boolean =>
  error instanceof Error &&
  /RuntimeError|signature mismatch|null function|out of bounds|unreachable|table index|Aborted\(|INTERNAL Error/.test(
    `${error.name}: ${error.message}`,
  );

async function stream(
  { duckdb, connection }: Database,
  sql: string,
  signal?: AbortSignal,
): Promise<Uint8Array[]> {
  let header = await duckdb.startPendingQuery(connection, sql, true);
  while (header === null) {
    signal?.throwIfAborted();
    header = await duckdb.pollPendingQuery(connection);
  }
  const messages = [header];
  for (;;) {
    signal?.throwIfAborted();
    const message = await duckdb.fetchQueryResults(connection);
    if (message === null) continue; // not ready yet
    if (message.length === 0) return messages;
    messages.push(message);
  }
}
