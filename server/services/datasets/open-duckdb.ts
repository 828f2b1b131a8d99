import type { DuckDBConnection, Json } from '@duckdb/node-api';

export interface DuckdbOptions {
  /** Files that may be read. */
  readonly files?: readonly string[];
  /** DuckDB files that are attached, only to be read, under these names. */
  readonly databases?: Readonly<Record<string, string>>;
  /** A folder that may be read and written; also for what does not fit in memory. */
  readonly folder?: string;
  readonly signal?: AbortSignal;
}

export interface Duckdb extends AsyncDisposable {
  run(sql: string): Promise<void>;
  /** Rows as objects; numbers beyond 2^53, dates and decimals as text. */
  rows(sql: string): Promise<Record<string, Json>[]>;
}

/**
 * A DuckDB of its own, shut in: no network, no extensions, no file but those given, and no way to change that. Two threads
 * and 1 GB, so that the server goes on serving.
 */
export async function openDuckdb({
  files = [],
  databases = {},
  folder,
  signal,
}: DuckdbOptions): Promise<Duckdb> {
  signal?.throwIfAborted();
  const { DuckDBInstance } = await import('@duckdb/node-api');
  signal?.throwIfAborted();
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    memory_limit: '1GB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(folder && { temp_directory: `${folder}/spill` }),
  });
  const connection = await instance.connect();
  let stopping: ReturnType<typeof setInterval> | undefined;
  const stop = () => {
    connection.interrupt();
    // One that comes while a statement is about to begin is lost.
    stopping = setInterval(() => connection.interrupt(), 100);
  };
  signal?.addEventListener('abort', stop, { once: true });
  const close = () => {
    signal?.removeEventListener('abort', stop);
    clearInterval(stopping);
    connection.closeSync();
    instance.closeSync();
  };
  try {
    // Attaching looks for a journal beside the file.
    const attached = Object.values(databases).flatMap((path) => [path, `${path}.wal`]);
    await shutIn(connection, [...files, ...attached], folder);
    for (const [name, path] of Object.entries(databases))
      await connection.run(`ATTACH ${quoteText(path)} AS ${quoteName(name)} (READ_ONLY)`);
  } catch (error) {
    close();
    throw error;
  }
  // Closing under a running statement ends the process: wait for it.
  let running: Promise<unknown> = Promise.resolve();
  const track = <T>(statement: Promise<T>): Promise<T> => {
    running = Promise.allSettled([running, statement]);
    return statement;
  };
  return {
    async run(sql) {
      signal?.throwIfAborted();
      await track(connection.run(sql));
    },
    async rows(sql) {
      signal?.throwIfAborted();
      return (await track(connection.runAndReadAll(sql))).getRowObjectsJson();
    },
    [Symbol.asyncDispose]: async () => {
      await running;
      close();
    },
  };
}

/** The order matters: after `enable_external_access` no path can be added, after the lock nothing can be set. */
async function shutIn(
  connection: DuckDBConnection,
  files: readonly string[],
  folder?: string,
): Promise<void> {
  const list = (paths: readonly string[]) => `[${paths.map(quoteText).join(', ')}]`;
  await connection.run(`SET TimeZone = 'UTC'`);
  await connection.run(`SET allowed_paths = ${list(files)}`);
  await connection.run(`SET allowed_directories = ${list(folder ? [folder] : [])}`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
