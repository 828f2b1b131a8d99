import type { Arrangement, Filter } from './arrangement';
import type { Measure } from './measure';

/** A column as a query names it. */
export interface QueryColumn {
  readonly sql: string;
  readonly measure: Measure;
}

/** Puts a value into the query: as a parameter, or written out. */
export type Bind = (value: unknown) => string;

export interface ConditionOptions {
  column(place: number): QueryColumn | undefined;
  readonly bind: Bind;
}

/** The conditions of all filters but that of column `except`, to be joined by AND. */
export function writeConditions(
  filters: Arrangement['filters'],
  { column, bind }: ConditionOptions,
  except?: number,
): string[] {
  return Object.entries(filters).flatMap(([place, filter]) => {
    const named = Number(place) === except ? undefined : column(Number(place));
    return named ? writeCondition(named, filter, bind) : [];
  });
}

export function writeCondition(column: QueryColumn, filter: Filter, bind: Bind): string[] {
  const { sql } = column;
  switch (filter.kind) {
    case 'range':
      return writeRange(column, filter, bind);
    case 'contains':
      return filter.text === '' ? [] : [writeContains(column, bind(filter.text))];
    case 'values': {
      const named = filter.values.filter((value) => value !== null);
      const some = named.length > 0 ? [writeOneOf(column, named, bind)] : [];
      if (named.length === filter.values.length) return some;
      return [named.length > 0 ? `(${some[0]} OR ${sql} IS NULL)` : `${sql} IS NULL`];
    }
    case 'missing':
      return [`${sql} IS ${filter.isMissing ? '' : 'NOT '}NULL`];
  }
}

function writeRange(
  { sql, measure }: QueryColumn,
  { minimum, maximum, below }: Extract<Filter, { kind: 'range' }>,
  bind: Bind,
): string[] {
  const write = (text: string) => (measure === 'date' ? `${bind(text)}::TIMESTAMP` : bind(Number(text)));
  const parts: string[] = [];
  if (minimum) parts.push(`${sql} >= ${write(minimum)}`);
  // A day that ends a range is in it until midnight.
  const isDay = measure === 'date' && /^\d{4}-\d\d-\d\d$/.test(maximum ?? '');
  if (maximum) parts.push(isDay ? `${sql} < ${write(dayAfter(maximum))}` : `${sql} <= ${write(maximum)}`);
  if (below) parts.push(`${sql} < ${write(below)}`);
  return parts;
}

const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

function writeOneOf({ sql, measure }: QueryColumn, values: readonly string[], bind: Bind): string {
  const subject =
    measure === 'number' || measure === 'text' || measure === 'boolean' ? sql : `${sql}::VARCHAR`;
  const bound = values.map((value) => {
    if (measure === 'number') return bind(Number(value));
    return bind(measure === 'boolean' ? value === 'true' : value);
  });
  return bound.length === 1 ? `${subject} = ${bound[0]}` : `${subject} IN (${bound.join(', ')})`;
}

/** Whether the text that is shown contains another, in letters of either case. `text` is bound already. */
export const writeContains = (column: QueryColumn, text: string): string =>
  `contains(lower(${writeShown(column)}), lower(${text}))`;

/** A value as the table shows it: DuckDB writes a whole double as 1.0. */
function writeShown({ sql, measure }: QueryColumn): string {
  if (measure === 'text') return sql;
  if (measure !== 'number') return `${sql}::VARCHAR`;
  return `CASE WHEN ${sql} = trunc(${sql}) AND abs(${sql}) < 1e15 THEN ${sql}::BIGINT::VARCHAR ELSE ${sql}::VARCHAR END`;
}
