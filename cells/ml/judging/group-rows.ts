import { quantile } from '@/cells/statistics';
import { type DatePart, varyingDateParts } from '../date-parts';
import type { Column } from '../model';
import { countValues } from '../preprocessing';
import { textAt } from '../read-table';
import { readNumber, type SliceCondition } from './slice';

/** A column's rows dealt to groups that do not overlap. */
export interface RowGroups {
  readonly column: string;
  readonly part?: DatePart;
  readonly groups: readonly SliceCondition[];
  /** By row: the place of its group, or −1 of a rare value that has none. */
  readonly ofRow: Int32Array;
  /** The first so many groups are ranges in rising order: neighbours may be joined. */
  readonly ordered: number;
}

/** Numbers with no more values than this are grouped by value, so that hours stay hours. */
const mostValues = 24;
const mostCategories = 50;

/**
 * Categories by value (the 50 most frequent), numbers by value or by quantiles into at most `bins` ranges whose ends are values of the
 * data, dates likewise and once more by each part that varies; missing values are a group.
 */
export function groupRows(column: Column, bins = 10): RowGroups[] {
  if (column.type === 'string' || column.type === 'boolean') return [groupByValue(column)];
  if (column.type === 'number') return [groupByRange(column, bins)];
  return [
    groupByRange(column, bins),
    ...varyingDateParts(column.values).map((part) => groupByRange(column, bins, part)),
  ];
}

/** Those of one column, of a date by the part named. */
export const groupColumn = (column: Column, { bins = 10, part }: { bins?: number; part?: DatePart }) =>
  column.type === 'string' || column.type === 'boolean'
    ? groupByValue(column)
    : groupByRange(column, bins, part);

function groupByValue(column: Column): RowGroups {
  const texts = Array.from({ length: column.values.length }, (_, row) => textAt(column, row));
  const values = [...countValues(texts).keys()].slice(0, mostCategories);
  const groups: SliceCondition[] = values.map((value) => ({ column: column.name, is: 'value', value }));
  const places = new Map(values.map((value, place) => [value, place]));
  const ofRow = Int32Array.from(texts, (text) => (text === null ? values.length : (places.get(text) ?? -1)));
  if (texts.includes(null)) groups.push({ column: column.name, is: 'missing' });
  return { column: column.name, groups, ofRow, ordered: 0 };
}

function groupByRange(column: Column, bins: number, part?: DatePart): RowGroups {
  const read = readNumber(column, part);
  const values = Float64Array.from({ length: column.values.length }, (_, row) => read(row));
  const ascending = values.filter((value) => !Number.isNaN(value)).sort();
  const distinct = ascending.filter((value, i) => value !== ascending[i - 1]);
  const lows =
    distinct.length <= Math.max(mostValues, bins)
      ? distinct
      : [...new Set(Array.from({ length: bins }, (_, i) => lowestFrom(ascending, i / bins)))];
  const name = { column: column.name, ...(part && { part }) };
  const groups: SliceCondition[] = Array.from(lows, (low, i) => {
    const next = lows[i + 1];
    const end = next === undefined ? ascending.length : firstPlace(ascending, next);
    return { ...name, is: 'range', low, high: ascending[end - 1] ?? low };
  });
  const ordered = groups.length;
  const ofRow = Int32Array.from(values, (value) =>
    Number.isNaN(value) ? ordered : firstPlace(lows, value, true) - 1,
  );
  if (ascending.length < values.length) groups.push({ ...name, is: 'missing' });
  return { ...name, groups, ofRow, ordered };
}

/** The value of the data at that quantile or next above it. */
function lowestFrom(ascending: Float64Array, share: number): number {
  const cut = quantile(ascending, share);
  return ascending[firstPlace(ascending, cut)] ?? cut;
}

/** How many values are below `limit`, or up to it. */
function firstPlace(ascending: ArrayLike<number>, limit: number, inclusive = false): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = ascending[middle] ?? Number.NaN;
    if (value < limit || (inclusive && value === limit)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Some neighbouring groups as one condition. */
export function joinGroups({ groups }: RowGroups, from: number, to: number): SliceCondition | undefined {
  const first = groups[from];
  const last = groups[to];
  if (from === to || first?.is !== 'range' || last?.is !== 'range') return first;
  return { ...first, high: last.high };
}
