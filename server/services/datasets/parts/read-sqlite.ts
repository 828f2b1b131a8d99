import { readFile, stat } from 'node:fs/promises';
import start, { type SqliteDatabase } from 'sql.js';
import { type FilePart, type OpenPart, type PartValue, UnreadableFile } from './part';

/** It is read in memory. */
const mostBytes = 1_000_000_000;

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** The tables and views of a SQLite file. @throws UnreadableFile */
export async function listTables(path: string): Promise<FilePart[]> {
  return withDatabase(path, (database) =>
    namesOf(database).map((name) => {
      const columns = columnsOf(database, name);
      const [row] = rowsOf(database, `SELECT count(*) FROM ${quote(name)}`);
      return { name, rows: Number(row?.[0] ?? 0), columns, notes: [] };
    }),
  );
}

/** One table, handed to `use` while the file is open. @throws UnreadableFile */
export async function readTable<T>(
  path: string,
  name: string,
  use: (part: OpenPart) => Promise<T>,
): Promise<T> {
  return withDatabase(path, (database) => {
    if (!namesOf(database).includes(name)) throw new UnreadableFile(`has no table named ${name}`);
    const values = rowsOf(database, `SELECT * FROM ${quote(name)}`);
    return use({ name, columns: columnsOf(database, name), notes: [], values });
  });
}

async function withDatabase<T>(path: string, use: (database: SqliteDatabase) => T | Promise<T>): Promise<T> {
  if ((await stat(path)).size > mostBytes)
    throw new UnreadableFile(
      'is larger than 1 GB, too large for a SQLite file here: save its tables as Parquet or CSV',
    );
  const file = await readFile(path);
  // A file that was written ahead (WAL) says so; alone, without its log, it is read as any other.
  if (file[18] === 2) file[18] = file[19] = 1;
  const sqlite = await start();
  const database = new sqlite.Database(file);
  try {
    return await use(database);
  } catch (cause) {
    if (cause instanceof UnreadableFile) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UnreadableFile(`is damaged, or encrypted with a password: SQLite says “${why}”`, { cause });
  } finally {
    database.close();
  }
}

const namesOf = (database: SqliteDatabase): string[] =>
  [
    ...rowsOf(
      database,
      "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name",
    ),
  ].map(([name]) => String(name));

function columnsOf(database: SqliteDatabase, name: string): string[] {
  const statement = database.prepare(`SELECT * FROM ${quote(name)} LIMIT 0`);
  try {
    return statement.getColumnNames();
  } finally {
    statement.free();
  }
}

function* rowsOf(database: SqliteDatabase, sql: string): Generator<PartValue[]> {
  const statement = database.prepare(sql);
  try {
    while (statement.step())
      yield statement
        .get(null, { useBigInt: true })
        .map((value) => (value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value));
  } finally {
    statement.free();
  }
}
