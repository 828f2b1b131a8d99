import type { SqliteDatabase, SqlValue } from 'sql.js';
import type { StandardLibraryServices } from './services';

type Row = Record<string, unknown>;
/** Rows as objects, with the names of their columns in order. */
type Rows = Row[] & { columns: string[] };
type Parameters = readonly SqlValue[] | Readonly<Record<string, SqlValue>>;

/** A SQLite file, opened in the tab: what is written into it stays there. */
export interface SqliteClient {
  query(sql: string, parameters?: Parameters): Promise<Rows>;
  queryRow(sql: string, parameters?: Parameters): Promise<Row | null>;
  /** Its values are parameters. */
  sql(strings: TemplateStringsArray, ...values: readonly SqlValue[]): Promise<Rows>;
  describeTables(): Promise<{ name: string }[]>;
  describeColumns(options: {
    table: string;
  }): Promise<{ name: string; databaseType: string; nullable: boolean }[]>;
}

type StartSqlite = (options: {
  wasmBinary: ArrayBuffer;
}) => Promise<{ Database: new (file: Uint8Array) => SqliteDatabase }>;

/** @throws Error in words, of what is no SQLite file */
export async function openSqlite(
  { importAsset, loadAsset }: Pick<StandardLibraryServices, 'importAsset' | 'loadAsset'>,
  file: { readonly name: string; readonly content: ArrayBuffer },
  signal: AbortSignal,
): Promise<SqliteClient> {
  const [{ startSqlite }, wasm] = await Promise.all([importAsset('sqlite'), loadAsset('sqlite-wasm')]);
  const start = startSqlite as StartSqlite; // the asset is the bundle of exactly this
  const { Database } = await start({ wasmBinary: await wasm.arrayBuffer() });
  const bytes = new Uint8Array(file.content);
  // A file that was written ahead (WAL) says so; alone, without its log, it is read as any other.
  if (bytes[18] === 2) bytes[18] = bytes[19] = 1;
  const database = new Database(bytes);
  try {
    read(database, 'SELECT count(*) FROM sqlite_master');
  } catch (cause) {
    database.close();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${file.name} is no SQLite file, or is damaged: SQLite says “${why}”.`, { cause });
  }
  signal.addEventListener('abort', () => database.close(), { once: true });
  return clientOf(database);
}

export function clientOf(database: SqliteDatabase): SqliteClient {
  return {
    query: async (sql, parameters) => read(database, sql, parameters),
    queryRow: async (sql, parameters) => read(database, sql, parameters)[0] ?? null,
    sql: async (strings, ...values) => read(database, strings.join('?'), values),
    describeTables: async () =>
      read(
        database,
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
      ).map(({ name }) => ({ name: String(name) })),
    describeColumns: async ({ table }) =>
      read(database, 'SELECT name, type, "notnull" FROM pragma_table_info(?)', [table]).map(
        ({ name, type, notnull }) => ({
          name: String(name),
          databaseType: String(type),
          nullable: notnull === 0,
        }),
      ),
  };
}

function read(database: SqliteDatabase, sql: string, parameters?: Parameters): Rows {
  const statement = database.prepare(sql);
  try {
    if (parameters) statement.bind(parameters);
    const columns = statement.getColumnNames();
    const rows: Row[] = [];
    while (statement.step()) {
      const values = statement.get(null, { useBigInt: true });
      rows.push(Object.fromEntries(columns.map((name, place) => [name, plain(values[place])])));
    }
    return Object.assign(rows, { columns });
  } finally {
    statement.free();
  }
}

/** Whole numbers beyond 2^53 stay what they are. */
const plain = (value: SqlValue | undefined): unknown =>
  typeof value === 'bigint' && value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
    ? Number(value)
    : value;
