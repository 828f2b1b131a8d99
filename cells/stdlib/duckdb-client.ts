import type { Table } from '@uwdata/flechette';
import type { DataEngine } from '@/cells/data';
import type { FileHandle } from './file-attachment';
import { createSqlTag } from './sql';

/** What a table of a client is made from: a file, rows, an Arrow or Arquero table, or one of these as `{file}` or `{data}`. */
export type TableSource = unknown;

/**
 * Observable's `DuckDBClient`: named tables and the queries on them. All clients of a notebook ask the one engine, so attached data
 * sets, and tables made by CREATE TABLE, are seen by each.
 */
export interface DuckDBClient {
  readonly dialect: 'duckdb';
  sql(strings: TemplateStringsArray, ...values: readonly unknown[]): Promise<Table>;
  /** `?` or `$1` stand for the parameters. */
  query(text: string, parameters?: readonly unknown[]): Promise<Table>;
  /** The first row; null where there is none. */
  queryRow(text: string, parameters?: readonly unknown[]): Promise<object | null>;
  queryStream(
    text: string,
    parameters?: readonly unknown[],
  ): Promise<{ schema: Table['schema']; readRows(): AsyncGenerator<object[]> }>;
  queryTag(
    strings: TemplateStringsArray,
    ...values: readonly unknown[]
  ): [text: string, values: readonly unknown[]];
  escape(name: string): string;
  describeTables(): Promise<{ name: string }[]>;
  describeColumns(options: { table: string }): Promise<ColumnDescription[]>;
}

export interface ColumnDescription {
  readonly name: string;
  readonly type: 'bigint' | 'number' | 'integer' | 'boolean' | 'date' | 'string' | 'other';
  readonly nullable: boolean;
  readonly databaseType: string;
}

export interface DuckDBClients {
  /** A client with these tables; data sets that the notebook was given are there by their own names. */
  of(sources?: Readonly<Record<string, TableSource>>): Promise<DuckDBClient>;
  /** The template tag of such a client. */
  sql(sources?: Readonly<Record<string, TableSource>>): Promise<DuckDBClient['sql']>;
}

export function createDuckDBClients(engine: DataEngine): DuckDBClients {
  const of: DuckDBClients['of'] = async (sources = {}) => {
    const entries = Object.entries(sources).map(async ([name, source]) => [
      name,
      await readSource(name, await source),
    ]);
    return createClient(engine, Object.fromEntries(await Promise.all(entries)));
  };
  return { of, sql: async (sources) => (await of(sources)).sql };
}

function createClient(engine: DataEngine, tables: Readonly<Record<string, unknown>>): DuckDBClient {
  const query: DuckDBClient['query'] = (text, parameters = []) => engine.query(text, parameters, { tables });
  const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;
  const queryStream: DuckDBClient['queryStream'] = async (text, parameters) => {
    const table = await query(text, parameters);
    return {
      schema: table.schema,
      async *readRows() {
        yield table.toArray();
      },
    };
  };
  return {
    dialect: 'duckdb',
    ...{ query, queryStream, escape: quote },
    sql: createSqlTag(engine, tables),
    async queryRow(text, parameters) {
      const table = await query(text, parameters);
      return table.numRows === 0 ? null : table.at(0);
    },
    queryTag: (strings, ...values) => [strings.raw.join('?'), values],
    async describeTables() {
      const known = await engine.tables();
      const made = rowsOf(await query('SHOW TABLES')).map(({ name }) => String(name));
      const names = [...Object.keys(tables), ...known.map(({ table }) => table), ...made];
      return [...new Set(names)].map((name) => ({ name }));
    },
    async describeColumns({ table }) {
      return rowsOf(await query(`DESCRIBE SELECT * FROM ${quote(table)}`)).map((row) => ({
        name: String(row.column_name),
        type: typeOf(String(row.column_type)),
        nullable: row.null !== 'NO',
        databaseType: String(row.column_type),
      }));
    },
  };
}

// Rows of a table are objects by the names of its columns.
const rowsOf = (table: Table) => table.toArray() as Record<string, unknown>[];

async function readSource(name: string, source: unknown): Promise<unknown> {
  if (isFile(source)) return readFile(source);
  if (typeof source === 'string')
    throw new TypeError(`${name} is an address, which a notebook cannot reach. Add the file, and attach it.`);
  if (typeof source === 'object' && source !== null) {
    if ('file' in source && isFile(source.file)) return readFile(source.file);
    if ('data' in source) return source.data;
  }
  return source;
}

function isFile(source: unknown): source is FileHandle {
  return typeof source === 'object' && source !== null && 'arrayBuffer' in source && 'csv' in source;
}

function readFile(file: FileHandle): Promise<unknown> {
  const { name } = file;
  if (/\.parquet$/i.test(name)) return file.parquet();
  if (/\.(arrow|feather)$/i.test(name)) return file.arrow();
  if (/\.json$/i.test(name)) return file.json();
  if (/\.tsv$/i.test(name)) return file.tsv({ typed: true });
  if (/\.csv$/i.test(name)) return file.csv({ typed: true });
  throw new TypeError(`${name} is no table: a client reads CSV, TSV, JSON, Arrow and Parquet files.`);
}

function typeOf(type: string): ColumnDescription['type'] {
  if (/^U?(BIGINT|HUGEINT)$/.test(type)) return 'bigint';
  if (/^(DOUBLE|REAL|FLOAT|DECIMAL)/.test(type)) return 'number';
  if (/^U?(INTEGER|SMALLINT|TINYINT)$/.test(type)) return 'integer';
  if (type === 'BOOLEAN') return 'boolean';
  if (/^(DATE|TIMESTAMP)/.test(type)) return 'date';
  return /^(VARCHAR|UUID)$/.test(type) ? 'string' : 'other';
}
