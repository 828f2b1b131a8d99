import { writeContains } from '@/cells/data/conditions';
import type { ViewQuery } from './order';
import type { TableSource } from './table-source';

/** The query for the rows in which a text stands: their `place`, and in how many of the columns (`hits`). Undefined where none can have it. */
export function searchQuery(
  source: TableSource,
  columns: readonly number[],
  text: string,
): ViewQuery | undefined {
  const able = columns.filter((place) => {
    const { measure } = source.column(place);
    // Letters that no number is written with.
    return measure !== 'picture' && (measure !== 'number' || /^[-+.\deinfa]*$/i.test(text));
  });
  if (able.length === 0 || text === '') return undefined;
  const { from, tables } = source.readPlaces(able);
  const found = able.map((place) => `coalesce(${writeContains(source.column(place), '$1')}, false)::INTEGER`);
  return {
    sql: `SELECT place, hits FROM (SELECT place, (${found.join(' + ')})::INTEGER AS hits FROM ${from}) WHERE hits > 0`,
    parameters: [text],
    tables,
  };
}

/** Where a text stands in the rows shown. */
export interface Hits {
  readonly total: number;
  /** Numbers of the shown rows that have it, ascending. */
  readonly rows: Int32Array;
  /** Hits in the rows before each of these. */
  readonly before: Int32Array;
}

export const noHits: Hits = { total: 0, rows: new Int32Array(), before: new Int32Array() };

/** @param perPlace hits by place in the table; @param order places of the rows shown, all as they are when left out */
export function placeHits(perPlace: Uint16Array, order: ArrayLike<number> | undefined): Hits {
  const count = order ? order.length : perPlace.length;
  let found = 0;
  for (let row = 0; row < count; row++) if (perPlace[order ? (order[row] ?? 0) : row]) found++;
  const rows = new Int32Array(found);
  const before = new Int32Array(found);
  let total = 0;
  for (let row = 0, at = 0; row < count; row++) {
    const hits = perPlace[order ? (order[row] ?? 0) : row] ?? 0;
    if (hits === 0) continue;
    rows[at] = row;
    before[at++] = total;
    total += hits;
  }
  return { total, rows, before };
}

export interface Hit {
  readonly row: number;
  /** Place among the columns shown. */
  readonly column: number;
  /** Counted from 1. */
  readonly number: number;
}

/**
 * The next hit after a cell, or the one before; behind the last comes the first. Without a cell, the first or last of all.
 * `columnsOf` gives the places of the columns in which a row has it, ascending.
 */
export function stepHit(
  { total, rows, before }: Hits,
  from: { readonly row: number; readonly column: number } | undefined,
  { isBack = false, columnsOf }: { isBack?: boolean; columnsOf(row: number): readonly number[] },
): Hit | undefined {
  if (total === 0) return undefined;
  const hitAt = (at: number, pick: (columns: readonly number[]) => number): Hit => {
    const row = rows[at] ?? 0;
    const columns = columnsOf(row);
    const index = pick(columns);
    return { row, column: columns[index] ?? 0, number: (before[at] ?? 0) + index + 1 };
  };
  const lastOf = (columns: readonly number[]) => Math.max(0, columns.length - 1);
  if (!from) return isBack ? hitAt(rows.length - 1, lastOf) : hitAt(0, () => 0);
  const at = firstAtLeast(rows, from.row);
  if (rows[at] === from.row) {
    const columns = columnsOf(from.row);
    const index = isBack
      ? columns.findLastIndex((column) => column < from.column)
      : columns.findIndex((column) => column > from.column);
    if (index >= 0) return hitAt(at, () => index);
  }
  if (isBack) return hitAt((at + rows.length - 1) % rows.length, lastOf);
  return hitAt((rows[at] === from.row ? at + 1 : at) % rows.length, () => 0);
}

function firstAtLeast(ascending: Int32Array, value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
