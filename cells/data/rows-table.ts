import { binary, type Column, columnFromArray, type Table, tableFromColumns, utf8 } from '@uwdata/flechette';
import { toArrow } from './to-arrow';

/** An array of objects as a table to look at. */
export interface RowsTable {
  readonly table: Table;
  /** Of the array; the table has its first rows where this is more. */
  readonly rows: number;
  /** Of all objects; the table has the first ones where this is more. */
  readonly columns: number;
}

export interface RowsTableLimits {
  /** Values that are taken over at most, which bounds time and memory: about a third of a second. */
  readonly values?: number;
  readonly columns?: number;
}

type Row = Readonly<Record<string, unknown>>;

/** Objects whose kinds of value are looked at: one that cannot stand in a table is rarely the thousandth of its kind. */
const sampled = 200;

/** Whether a value is an array of plain objects that hold data: what d3, JSON and most code call a table. */
export function isRows(value: unknown): value is readonly Row[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  let hasNames = false;
  for (let i = 0; i < value.length; i++) {
    const row: unknown = value[i];
    if (!isPlain(row)) return false;
    if (i >= sampled) continue;
    for (const name in row) {
      if (!isDatum(row[name])) return false;
      hasNames = true;
    }
  }
  return hasNames;
}

/**
 * The first rows and columns of an array of objects, in the order in which names come up. Lists and objects inside become JSON text: no two
 * of them need have the same form.
 */
export function tableOfRows(
  all: readonly Row[],
  { values = 2_000_000, columns = 500 }: RowsTableLimits = {},
): RowsTable {
  // More columns come up in later rows, rarely: a table that is too wide for all of them ends sooner.
  let names = namesIn(all.slice(0, sampled));
  const count = () => Math.min(all.length, Math.max(1, Math.floor(values / Math.min(names.size, columns))));
  let rows = all.slice(0, count());
  names = namesIn(rows);
  rows = rows.slice(0, count());
  const taken = [...names].slice(0, columns);
  return {
    table: tableFromColumns(taken.map((name) => [name, readColumn(rows, name)])),
    rows: all.length,
    columns: names.size,
  };
}

function namesIn(rows: readonly Row[]): Set<string> {
  const names = new Set<string>();
  for (const row of rows) for (const name in row) names.add(name);
  return names;
}

function readColumn(rows: readonly Row[], name: string): Column<unknown> {
  const values = rows.map((row) => row[name]);
  if (!values.some(needsText)) return toArrow({ [name]: values }).children[0] ?? columnFromArray([]);
  const isBytes = values.every((value) => isMissing(value) || value instanceof Uint8Array);
  return isBytes
    ? columnFromArray(
        values.map((value) => value ?? null),
        binary(),
      )
    : columnFromArray(values.map(writeText), utf8());
}

const isMissing = (value: unknown): boolean => value === null || value === undefined;

/** Lists, objects, and what no column of dates or 64-bit integers can hold. */
function needsText(value: unknown): boolean {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) !== value;
  if (value instanceof Date) return Number.isNaN(value.getTime());
  return typeof value === 'object' && value !== null;
}

function writeText(value: unknown): string | null {
  if (isMissing(value)) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
  if (typeof value !== 'object') return String(value);
  try {
    return JSON.stringify(value, (_, part) => {
      if (typeof part === 'bigint') return String(part);
      return ArrayBuffer.isView(part) ? Array.from(part as unknown as Iterable<unknown>) : part; // of what is data, every view is a typed array
    });
  } catch {
    return '(an object that holds itself)';
  }
}

function isPlain(value: unknown): value is Row {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A value that reads as text; functions, elements and instances of classes are better looked at one by one. */
function isDatum(value: unknown): boolean {
  if (typeof value === 'function' || typeof value === 'symbol') return false;
  if (typeof value !== 'object' || value === null) return true;
  if (value instanceof Date || Array.isArray(value) || isPlain(value)) return true;
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}
