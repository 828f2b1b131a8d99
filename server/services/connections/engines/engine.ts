import type { RecordBatch, Schema } from 'apache-arrow';
import type { ResultColumn, ResultValue } from '../arrow/column-data';

/** Where a connection leads: what a thread needs to know, and nothing else does. */
export interface Target {
  /** Changes with every setting: what is pooled is pooled under this. */
  readonly key: string;
  readonly name: string;
  readonly kind: 'postgresql' | 'clickhouse' | 'trino';
  readonly host: string;
  /** The address of `host` that was checked; connections go there and nowhere else. */
  readonly address: { readonly address: string; readonly family: number };
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password?: string;
  readonly tls: 'checked' | 'unchecked' | 'off';
  readonly authority?: string;
  readonly maxRows: number;
  readonly maxBytes: number;
  readonly maxSeconds: number;
}

type Scalar =
  | string
  | number
  | boolean
  | null
  /** What JSON has no word for. A timestamp is in UTC, as ISO 8601. */
  | { readonly type: 'int64' | 'timestamp'; readonly text: string };
export type Parameter = Scalar | readonly Scalar[];

/** Texts with a parameter between each and the next; every engine has its own sign for one. */
export interface Statement {
  readonly texts: readonly string[];
  readonly parameters: readonly Parameter[];
  /** Written by the engine itself, which knows what its columns are. */
  readonly isOwn?: boolean;
}

/** Rows of a query as they come. The first part is given as soon as it is there, an empty one where there are no rows. */
export type ResultPart =
  | {
      /** The same in every part. */
      readonly columns: readonly ResultColumn[];
      readonly rows: readonly (readonly ResultValue[])[];
    }
  /** Of an engine that speaks Arrow itself. */
  | { readonly schema: Schema; readonly batch?: RecordBatch };

export interface Engine {
  /** Reads; what writes is refused. Aborting stops the query where it runs. */
  query(target: Target, statement: Statement, signal: AbortSignal): AsyncGenerator<ResultPart>;
  /** The statement that lists all tables: columns `schema`, `table`; the first `most`. */
  listTables(target: Target, most: number): Statement;
  /** The statement that lists the columns of a table: `name`, `type`. */
  listColumns(table: { readonly schema: string; readonly table: string }): Statement;
  /** The statement that tells the version of the server, in one row of one column. */
  readonly version: Statement;
}

/** What a database refused, in its words, with the place in the text where it tells. */
export class RefusedQuery extends Error {
  override readonly name = 'RefusedQuery';
  constructor(
    message: string,
    /** In the statement, 1-based; on a line with a parameter before it, the column is the engine's own. */
    readonly place?: Place,
  ) {
    super(message);
  }
}

export interface Place {
  readonly line: number;
  readonly column?: number;
}

/** Seconds until a server that does not answer counts as away. */
export const connectSeconds = 10;

export const asStatement = (text: string): Statement => ({ texts: [text], parameters: [] });
