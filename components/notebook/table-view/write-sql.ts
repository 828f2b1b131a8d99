import { type Arrangement, isArranged } from '@/cells/data/arrangement';
import { writeCondition, writeConditions } from '@/cells/data/conditions';
import { quoteName, writeLiteral } from '@/cells/data/write-literal';
import { isLaidOut, type Layout, shownColumns } from './layout';
import type { PlacedFilter } from './order';
import type { ViewColumn } from './view-columns';

/** What a view shows as SQL over `from`, for a cell: its rows, their order, and its columns where some are hidden or moved. */
export function writeSql(
  from: string,
  {
    columns,
    arrangement,
    others,
    layout,
  }: {
    columns: readonly ViewColumn[];
    arrangement: Arrangement;
    others: readonly PlacedFilter[];
    layout: Layout;
  },
): string {
  const nameOf = (place: number) => writeName(columns[place]?.name ?? '');
  const columnOf = (place: number) => ({
    sql: nameOf(place),
    measure: columns[place]?.measure ?? ('other' as const),
  });
  const conditions = [
    ...writeConditions(arrangement.filters, { column: columnOf, bind: writeText }),
    ...others.flatMap(({ place, filter }) => writeCondition(columnOf(place), filter, writeText)),
  ];
  const isWhole = !isLaidOut({ ...layout, widths: {} });
  const list = isWhole ? '*' : shownColumns(layout).map(nameOf).join(', ');
  const keys = arrangement.sorts.map(
    ({ column, descending }) => `${nameOf(column)}${descending ? ' DESC' : ''} NULLS LAST`,
  );
  return [
    `SELECT ${list}`,
    `FROM ${from}`,
    ...conditions.map((condition, i) => `${i === 0 ? 'WHERE' : '  AND'} ${condition}`),
    ...(keys.length > 0 ? [`ORDER BY ${keys.join(', ')}`] : []),
  ].join('\n');
}

/** Whether there is anything to say beside `SELECT *`. */
export const hasQuery = (
  arrangement: Arrangement,
  others: readonly PlacedFilter[],
  layout: Layout,
): boolean => isArranged(arrangement) || others.length > 0 || isLaidOut({ ...layout, widths: {} });

/** The keywords that DuckDB does not take for the name of a column. */
const reserved = new Set(
  'all analyse analyze and anti any array as asc asof asymmetric at authorization binary both by case cast check collate collation column concurrently constraint create cross default deferrable desc describe distinct do else end except false fetch for foreign freeze from full glob grant group having ilike in initially inner intersect into is isnull join lambda lateral leading left like limit natural not notnull null offset on only or order outer overlaps pivot pivot_longer pivot_wider placing positional primary qualify references returning right select semi show similar some summarize symmetric table tablesample then to trailing true union unique unpack unpivot using variadic verbose when where window with'.split(
    ' ',
  ),
);

/** @throws Error for a name in which a cell would find an expression */
function writeName(name: string): string {
  if (name.includes('${'))
    throw new Error(`No SQL cell can name the column ${name}: \${ begins an expression.`);
  return /^[a-z_][a-z0-9_]*$/i.test(name) && !reserved.has(name.toLowerCase()) ? name : quoteName(name);
}

/** A value in the text of a cell, where `${` would begin an expression. */
const writeText = (value: unknown): string => writeLiteral(value).replaceAll('${', () => "$' || '{");
