/** The part of `pg-cursor` that is used here; the package brings no types. */
declare module 'pg-cursor' {
  import type { FieldDef, Submittable } from 'pg';

  interface CursorOptions {
    readonly rowMode?: 'array';
    readonly types?: { getTypeParser(): (text: string) => unknown };
  }
  export default class Cursor implements Submittable {
    constructor(text: string, values?: readonly unknown[], options?: CursorOptions);
    submit(connection: object): void;
    read(
      rows: number,
      done: (error: Error | undefined, rows: unknown[][], result: { fields: readonly FieldDef[] }) => void,
    ): void;
    close(): Promise<void>;
  }
}
