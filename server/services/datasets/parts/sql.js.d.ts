/** The part of `sql.js` that is used here; the package brings no types. */
declare module 'sql.js' {
  export type SqlValue = number | string | bigint | Uint8Array | null;
  interface Statement {
    bind(parameters: readonly SqlValue[] | Readonly<Record<string, SqlValue>>): boolean;
    step(): boolean;
    get(parameters: null, options: { useBigInt: true }): SqlValue[];
    getColumnNames(): string[];
    free(): void;
  }
  export interface SqliteDatabase {
    prepare(sql: string): Statement;
    run(sql: string): void;
    export(): Uint8Array<ArrayBuffer>;
    close(): void;
  }
  interface Sqlite {
    Database: new (file?: Uint8Array) => SqliteDatabase;
  }
  export default function start(): Promise<Sqlite>;
}
