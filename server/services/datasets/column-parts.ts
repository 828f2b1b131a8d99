import { type Duckdb, quoteName } from './open-duckdb';

/** To bind one column of a table of thousands, DuckDB looks at all of them, each time. */
const widest = 200;
const perPart = 100;

export interface ColumnPart<C> {
  /** Holds these columns, and maybe others. */
  readonly table: string;
  readonly columns: readonly C[];
}

/**
 * The columns of a table a hundred at a time, of a wide table each time in a narrow copy, so that the time grows with them and not with their
 * square. With `rows`, the copy has the first so many alone; a narrow table is given as it is.
 */
export async function* columnParts<C extends { readonly name: string }>(
  db: Duckdb,
  table: string,
  columns: readonly C[],
  { rows }: { readonly rows?: number } = {},
): AsyncGenerator<ColumnPart<C>> {
  if (columns.length <= widest) {
    yield { table, columns };
    return;
  }
  try {
    for (let at = 0; at < columns.length; at += perPart) {
      const some = columns.slice(at, at + perPart);
      const names = some.map(({ name }) => quoteName(name)).join(', ');
      const first = rows === undefined ? '' : ` LIMIT ${rows}`;
      await db.run(`CREATE OR REPLACE TEMP TABLE column_part AS SELECT ${names} FROM ${table}${first}`);
      yield { table: 'column_part', columns: some };
    }
  } finally {
    await db.run('DROP TABLE IF EXISTS column_part');
  }
}
