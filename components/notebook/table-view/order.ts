import { type Arrangement, type Filter, filteredColumns } from '@/cells/data/arrangement';
import { writeCondition, writeConditions } from '@/cells/data/conditions';
import type { TableSource } from './table-source';

export interface ViewQuery {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  readonly tables: Readonly<Record<string, object>>;
}

/** A filter that comes from elsewhere, as of a chart. */
export interface PlacedFilter {
  readonly place: number;
  readonly filter: Filter;
}

/**
 * The query for the places of the rows to show, in their order, as the column `place`. Nothing but places leaves DuckDB: the rows
 * themselves are here already. With `columns`, their values instead. One column at least must be asked for.
 */
export function orderQuery(
  source: TableSource,
  arrangement: Arrangement,
  columns: readonly number[] = [],
  others: readonly PlacedFilter[] = [],
): ViewQuery {
  const { sorts, filters } = arrangement;
  const parameters: unknown[] = [];
  const bind = (value: unknown) => `$${parameters.push(value)}`;
  const conditions = [
    ...writeConditions(filters, { column: source.column, bind }),
    ...others.flatMap(({ place, filter }) => writeCondition(source.column(place), filter, bind)),
  ];
  const { from, tables } = source.readPlaces([
    ...sorts.map(({ column }) => column),
    ...filteredColumns(arrangement),
    ...others.map(({ place }) => place),
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
