import { type Arrangement, filteredColumns } from '@/cells/data/arrangement';
import { writeConditions } from '@/cells/data/conditions';
import type { TableSource } from './table-source';

export interface ViewQuery {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  readonly tables: Readonly<Record<string, object>>;
}

/**
 * The query for the places of the rows to show, in their order, as the column `place`. Nothing but places leaves DuckDB: the rows
 * themselves are here already. With `columns`, their values instead. One column at least must be asked for.
 */
export function orderQuery(
  source: TableSource,
  arrangement: Arrangement,
  columns: readonly number[] = [],
): ViewQuery {
  const { sorts, filters } = arrangement;
  const parameters: unknown[] = [];
  const bind = (value: unknown) => `$${parameters.push(value)}`;
  const conditions = writeConditions(filters, { column: source.column, bind });
  const { from, tables } = source.readPlaces([
    ...sorts.map(({ column }) => column),
    ...filteredColumns(arrangement),
    ...columns,
  ]);
  const list = columns.length > 0 ? columns.map((place) => source.column(place).sql).join(', ') : 'place';
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
  const keys = sorts.map(
    ({ column, descending }) => `${source.column(column).sql} ${descending ? 'DESC' : 'ASC'} NULLS LAST`,
  );
  const order = keys.length > 0 ? ` ORDER BY ${keys.join(', ')}, place` : '';
  return { sql: `SELECT ${list} FROM ${from}${where}${order}`, parameters, tables };
}
