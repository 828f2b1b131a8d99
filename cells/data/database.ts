import type { AsyncDuckDB } from '@duckdb/duckdb-wasm';

/** A running DuckDB in its worker, with one connection. */
export interface Database {
  readonly duckdb: AsyncDuckDB;
  readonly connection: number;
  /** Makes a file known by its URL, to be read by ranges. */
  registerFile(name: string, url: string): Promise<void>;
  /** Ends the worker at once, whatever it does. */
  terminate(): Promise<void>;
}

/** What each database has. */
const furnishing = [
  // Functions of the time zone extension, in UTC.
  'CREATE OR REPLACE MACRO today() AS make_timestamp(epoch_us(now()))::DATE',
  'CREATE OR REPLACE MACRO "current_date"() AS make_timestamp(epoch_us(now()))::DATE',
  'CREATE OR REPLACE MACRO "localtimestamp"() AS make_timestamp(epoch_us(now()))',
  'CREATE SCHEMA IF NOT EXISTS cellar',
];

/** Of extensions, none is fetched: a function that is missing says so instead of trapping. */
const settings = [
  'SET autoload_known_extensions = false',
  'SET autoinstall_known_extensions = false',
  ...furnishing,
];

/** The name that DuckDB itself gives to the database that is opened first. */
export const firstDatabase = 'memory';

/** From here on names mean those of that database, which is made where it is not there. One sees nothing of another. */
export async function enterDatabase(
  { duckdb, connection }: Database,
  name: string,
  isNew: boolean,
): Promise<void> {
  if (isNew) await duckdb.runQuery(connection, `ATTACH IF NOT EXISTS ':memory:' AS ${name}`);
  await duckdb.runQuery(connection, `USE ${name}`);
  if (isNew) for (const statement of furnishing) await duckdb.runQuery(connection, statement);
}

/** Opens an empty database in a started worker and makes it ours. */
export async function prepareDatabase(
  duckdb: AsyncDuckDB,
  options: {
    wasm: string;
    extensions: string;
    registerFile: Database['registerFile'];
    terminate(): Promise<void>;
  },
): Promise<Database> {
  await duckdb.instantiate(options.wasm);
  await duckdb.open({
    // Milliseconds of work between two chances to cancel: measured, shorter costs turns and longer costs waiting.
    query: { castDecimalToDouble: true, queryPollingInterval: 5 },
    // All three must be said: left out, whole files are fetched.
    filesystem: { forceFullHTTPReads: false, reliableHeadRequests: true, allowFullHTTPReads: false },
  });
  const connection = await duckdb.connectInternal();
  // Asked for at once: the worker takes them one after the other, and this thread may be busy between.
  const said = [`SET custom_extension_repository = '${options.extensions}'`, ...settings];
  await Promise.all(said.map((statement) => duckdb.runQuery(connection, statement)));
  return { duckdb, connection, registerFile: options.registerFile, terminate: options.terminate };
}
