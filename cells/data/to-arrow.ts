import {
  bool,
  type Column,
  columnFromArray,
  type DataType,
  float64,
  int64,
  Table,
  TimeUnit,
  Type,
  type TypedArray,
  tableFromColumns,
  timestamp,
  uint64,
  utf8,
} from '@uwdata/flechette';

/**
 * What a cell may hold as a table, as an Arrow table: one already (flechette's or Apache's), an Arquero table, an array of row
 * objects, an object of arrays, or the columns of a learner. Text that repeats is not kept as a dictionary, since DuckDB's import
 * takes plain text best.
 * @throws TypeError that says what was found instead
 */
export function toArrow(value: unknown): Table {
  if (value instanceof Table && !value.children.some(({ type }) => type.typeId === Type.Dictionary))
    return value;
  return tableFromColumns(readArrays(value).map(([name, array]) => [name, toColumn(array)]));
}

type List = readonly unknown[] | TypedArray;

function readArrays(value: unknown): [string, List][] {
  if (isArrowTable(value))
    return value.schema.fields.map(({ name }, i) => [name, value.getChildAt(i)?.toArray() ?? []]);
  if (isArqueroTable(value)) return value.columnNames().map((name) => [name, value.array(name)]);
  if (Array.isArray(value)) return readRows(value);
  if (isLearnerColumns(value)) return value.columns.map((column) => [column.name, readLearnerColumn(column)]);
  if (isObject(value)) {
    const entries = Object.entries(value).filter((entry): entry is [string, List] => isList(entry[1]));
    if (entries.length > 0) return entries;
  }
  throw new TypeError(
    `This is no table: ${sayWhat(value)}. A query reads Arrow and Arquero tables, arrays of objects, and objects of arrays.`,
  );
}

function readRows(rows: readonly unknown[]): [string, List][] {
  if (rows.length === 0)
    throw new TypeError('This array is empty: a table needs at least one row to know its columns.');
  if (!rows.every(isObject)) return [['value', rows]];
  const names = new Set<string>();
  for (const row of rows) for (const name in row) names.add(name);
  return [...names].map((name) => [name, rows.map((row) => (isObject(row) ? row[name] : undefined))]);
}

interface LearnerColumn {
  readonly name: string;
  readonly type: string;
  readonly values: List;
}

/** Of cells/ml: dates are milliseconds, booleans 0 and 1, a missing number is NaN. */
function readLearnerColumn({ type, values }: LearnerColumn): List {
  if (type === 'string') return values;
  return Array.from(values as ArrayLike<number>, (value) => {
    if (Number.isNaN(value)) return null;
    if (type === 'date') return new Date(value);
    return type === 'boolean' ? value === 1 : value;
  });
}

function toColumn(array: List): Column<unknown> {
  if (ArrayBuffer.isView(array)) return columnFromArray(array);
  const type = inferType(array);
  if (type === 'text') return columnFromArray(array.map(toText), utf8());
  const isDated = type?.typeId === Type.Timestamp;
  const values = isDated ? array.map((value) => (isInvalidDate(value) ? null : value)) : [...array];
  return columnFromArray(values, type, { useDate: true });
}

/** As of an infinite timestamp in rows of a table: no column has such a day, so it is missing. */
const isInvalidDate = (value: unknown): boolean => value instanceof Date && Number.isNaN(value.getTime());

/** Numbers that are all whole stay whole; values of several types become text; lists and objects are flechette's to infer. */
function inferType(array: readonly unknown[]): DataType | 'text' | undefined {
  let kind: string | undefined;
  let whole = true;
  let least = 0n;
  let most = 0n;
  for (const value of array) {
    if (value === null || value === undefined) continue;
    const found = value instanceof Date ? 'date' : typeof value;
    if (kind !== undefined && kind !== found) return 'text';
    kind = found;
    if (typeof value === 'number' && whole) whole = Number.isSafeInteger(value);
    if (typeof value === 'bigint') {
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  switch (kind) {
    case 'number':
      return whole ? int64() : float64();
    case 'bigint':
      if (least >= -(2n ** 63n) && most < 2n ** 63n) return int64();
      return least === 0n && most < 2n ** 64n ? uint64() : 'text';
    case 'boolean':
      return bool();
    case 'date':
      return timestamp(TimeUnit.MILLISECOND);
    case 'object':
      return undefined;
    default:
      return 'text';
  }
}

function toText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return isInvalidDate(value) ? null : value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const isList = (value: unknown): value is List =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

interface ArrowLike {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  getChildAt(index: number): { toArray(): List } | null;
}

export function isArrowTable(value: unknown): value is ArrowLike {
  return (
    isObject(value) &&
    isObject(value.schema) &&
    Array.isArray(value.schema.fields) &&
    typeof value.getChildAt === 'function'
  );
}

export function isArqueroTable(
  value: unknown,
): value is { numRows(): number; columnNames(): string[]; array(name: string): List } {
  return (
    isObject(value) &&
    typeof value.columnNames === 'function' &&
    typeof value.array === 'function' &&
    typeof value.numRows === 'function'
  );
}

function isLearnerColumns(value: unknown): value is { columns: readonly LearnerColumn[] } {
  return (
    isObject(value) &&
    typeof value.numRows === 'number' &&
    Array.isArray(value.columns) &&
    value.columns.every((column) => isObject(column) && isList(column.values))
  );
}

function sayWhat(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  return `an object (${value.constructor?.name ?? 'without a class'})`;
}
