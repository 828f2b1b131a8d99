import { quoteName } from '@/cells/data/write-literal';
import type { Measure } from './format-cell';

/** What a person asked of one column. */
export type Filter =
  | { readonly kind: 'range'; readonly minimum?: string; readonly maximum?: string }
  | { readonly kind: 'contains'; readonly text: string }
  | { readonly kind: 'equals'; readonly value: string }
  | { readonly kind: 'missing'; readonly isMissing: boolean };

export interface Arrangement {
  readonly sort?: { readonly column: string; readonly descending: boolean };
  readonly filters: Readonly<Record<string, Filter>>;
}

export const unarranged: Arrangement = { filters: {} };

export const isArranged = ({ sort, filters }: Arrangement): boolean =>
  sort !== undefined || Object.keys(filters).length > 0;

/**
 * The query for the places of the rows to show, in their order, as the column `place`. Nothing but places leaves DuckDB: the rows
 * themselves are here already.
 */
export function orderQuery(
  table: string,
  { sort, filters }: Arrangement,
  measures: Readonly<Record<string, Measure>>,
): { sql: string; parameters: unknown[] } {
  const parameters: unknown[] = [];
  const bind = (value: unknown) => `$${parameters.push(value)}`;
  const conditions = Object.entries(filters).flatMap(([column, filter]) =>
    writeCondition(quoteName(column), filter, measures[column] ?? 'text', bind),
  );
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
  const order = sort
    ? ` ORDER BY ${quoteName(sort.column)} ${sort.descending ? 'DESC' : 'ASC'} NULLS LAST, place`
    : '';
  return {
    sql: `SELECT place FROM (SELECT (row_number() OVER () - 1)::INTEGER AS place, * FROM ${quoteName(table)})${where}${order}`,
    parameters,
  };
}

function writeCondition(
  column: string,
  filter: Filter,
  measure: Measure,
  bind: (value: unknown) => string,
): string[] {
  switch (filter.kind) {
    case 'range': {
      const cast = measure === 'date' ? '::TIMESTAMP' : '::DOUBLE';
      return [
        ...(filter.minimum ? [`${column} >= ${bind(filter.minimum)}${cast}`] : []),
        ...(filter.maximum ? [`${column} <= ${bind(filter.maximum)}${cast}`] : []),
      ];
    }
    case 'contains':
      return filter.text === '' ? [] : [`contains(lower(${column}::VARCHAR), lower(${bind(filter.text)}))`];
    case 'equals':
      return [`${column}::VARCHAR = ${bind(filter.value)}`];
    case 'missing':
      return [`${column} IS ${filter.isMissing ? '' : 'NOT '}NULL`];
  }
}
