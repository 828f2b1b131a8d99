import type { Column, Columns, ColumnType } from './model';
import { toPictureText } from './picture-text';

/** A table read into columns; what no learner can take (lists, structs, binaries) is left out and named. */
export interface TableRead {
  readonly columns: Columns;
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * Reads what a cell may hold as a table: an Arrow table (flechette or Apache Arrow), an Arquero table, an array of row objects, an
 * object of arrays, or `Columns`. Types come from Arrow's schema, else from the values; text of ISO dates in plain rows is dates.
 * @throws TypeError when it is none of them
 */
export function readTable(data: unknown): TableRead {
  if (isColumns(data)) return { columns: data, skipped: [] };
  if (isArrowTable(data)) return readArrow(data);
  if (isArqueroTable(data)) return readNamed(data.columnNames().map((name) => [name, data.array(name)]));
  if (Array.isArray(data)) return readRows(data);
  if (isObject(data) && Object.values(data).some(isListLike)) return readNamed(Object.entries(data));
  throw new TypeError(
    `A table is needed: a SQL result, an Arrow or Arquero table, or an array of row objects. This is ${sayWhat(data)}.`,
  );
}

/** The column of that name, or undefined. */
export function findColumn(table: Columns, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name);
}

/** The given rows of a column, in their order. */
export function takeRows(column: Column, rows: ArrayLike<number>): Column {
  if (column.type === 'string')
    return { ...column, values: Array.from(rows, (row) => column.values[row] ?? null) };
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = column.values[rows[i] ?? -1] ?? Number.NaN;
  return { ...column, values };
}

/** The given rows of all columns. */
export function takeTableRows(table: Columns, rows: ArrayLike<number>): Columns {
  return { numRows: rows.length, columns: table.columns.map((column) => takeRows(column, rows)) };
}

export function isMissing(column: Column, row: number): boolean {
  return column.type === 'string' ? column.values[row] === null : Number.isNaN(column.values[row]);
}

/** A value as text: labels of classes, categories. Missing is null. Booleans are `true` and `false`, dates ISO. */
export function textAt(column: Column, row: number): string | null {
  if (column.type === 'string') return column.values[row] ?? null;
  const value = column.values[row] ?? Number.NaN;
  if (Number.isNaN(value)) return null;
  if (column.type === 'boolean') return value === 1 ? 'true' : 'false';
  return column.type === 'date' ? new Date(value).toISOString() : String(value);
}

interface ArrowLike {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly { readonly name: string; readonly type: ArrowType }[] };
  getChildAt(index: number): (Iterable<unknown> & { readonly length: number }) | null;
}
interface ArrowType {
  readonly typeId: number;
  readonly dictionary?: ArrowType | unknown;
}

/** Arrow's type ids, the same in flechette and Apache Arrow. */
const arrowTypes = new Map<number, ColumnType>([
  [1, 'string'], // null: a column without a value
  [2, 'number'],
  [3, 'number'],
  [5, 'string'],
  [6, 'boolean'],
  [7, 'number'],
  [8, 'date'],
  [10, 'date'],
  [20, 'string'],
  [24, 'string'],
]);

const binaryTypes: ReadonlySet<number> = new Set([4, 15, 19, 23]);

/** Whether a column of bytes begins with a picture. */
function isPictures(typeId: number, values: Iterable<unknown> | null): boolean {
  if (!binaryTypes.has(typeId)) return false;
  for (const value of values ?? [])
    if (value instanceof Uint8Array) return toPictureText(value.subarray(0, 8)) !== undefined;
  return false;
}

function readArrow(table: ArrowLike): TableRead {
  const columns: Column[] = [];
  const skipped: { name: string; reason: string }[] = [];
  table.schema.fields.forEach(({ name, type }, index) => {
    const values = table.getChildAt(index);
    const valueType =
      type.typeId === -1 && isArrowType(type.dictionary) ? type.dictionary.typeId : type.typeId;
    const columnType = arrowTypes.get(valueType) ?? (isPictures(valueType, values) ? 'string' : undefined);
    if (columnType && values) columns.push(readValues(name, columnType, values, table.numRows));
    else
      skipped.push({
        name,
        reason: binaryTypes.has(valueType)
          ? 'holds bytes that are no PNG or JPEG pictures'
          : 'holds lists, structs or other values that a learner cannot take',
      });
  });
  return { columns: { numRows: table.numRows, columns }, skipped };
}

function readRows(rows: readonly unknown[]): TableRead {
  const names = new Set<string>();
  rows.forEach((row, index) => {
    if (!isObject(row))
      throw new TypeError(`Row ${index + 1} is not an object of named values, but ${sayWhat(row)}.`);
    for (const name in row) names.add(name);
  });
  // Every row has just been seen to be an object.
  return readNamed(
    [...names].map((name) => [name, rows.map((row) => (row as Record<string, unknown>)[name])]),
  );
}

function readNamed(entries: readonly (readonly [string, unknown])[]): TableRead {
  const columns: Column[] = [];
  const skipped: { name: string; reason: string }[] = [];
  const numRows = isListLike(entries[0]?.[1]) ? entries[0][1].length : 0;
  for (const [name, values] of entries) {
    if (!isListLike(values)) throw new TypeError(`Column “${name}” is not an array.`);
    if (values.length !== numRows)
      throw new TypeError(`Column “${name}” has ${values.length} values; the first has ${numRows}.`);
    const type = inferType(values);
    if (type) columns.push(readValues(name, type, Array.from(values), numRows));
    else
      skipped.push({ name, reason: 'mixes types, or holds lists or objects, which a learner cannot take' });
  }
  return { columns: { numRows, columns }, skipped };
}

const isoDate = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** The type that all present values share; a column without one is text. Undefined when they share none. */
function inferType(values: ArrayLike<unknown>): ColumnType | undefined {
  let found: ColumnType | undefined;
  let allDates = true;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === null || value === undefined) continue;
    const type = typeOfValue(value);
    if (!type || (found && found !== type)) return undefined;
    found = type;
    if (type === 'string' && allDates) allDates = typeof value === 'string' && isoDate.test(value);
  }
  return found === 'string' && allDates ? 'date' : (found ?? 'string');
}

function typeOfValue(value: unknown): ColumnType | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (value instanceof Uint8Array) return toPictureText(value.subarray(0, 8)) ? 'string' : undefined;
  return value instanceof Date ? 'date' : undefined;
}

function readValues(name: string, type: ColumnType, values: Iterable<unknown>, numRows: number): Column {
  let i = 0;
  if (type === 'string') {
    const texts = new Array<string | null>(numRows).fill(null);
    for (const value of values) texts[i++] = toText(value);
    return { name, type, values: texts };
  }
  const numbers = new Float64Array(numRows);
  for (const value of values) numbers[i++] = type === 'date' ? dateOf(value) : numberOf(value);
  return { name, type, values: numbers };
}

/** Bytes are pictures here; those that are none are missing. */
function toText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return value instanceof Uint8Array ? (toPictureText(value) ?? null) : String(value);
}

function numberOf(value: unknown): number {
  return value === null || value === undefined ? Number.NaN : Number(value);
}

/** Milliseconds since 1970. A date without a time zone is UTC. */
export function dateOf(value: unknown): number {
  if (typeof value !== 'string') return value instanceof Date ? value.getTime() : numberOf(value);
  if (!isoDate.test(value)) return Number.NaN;
  const text = value.replace(' ', 'T');
  return Date.parse(/T/.test(text) && !/(Z|[+-]\d\d:?\d\d)$/.test(text) ? `${text}Z` : text);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isListLike(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function isColumns(value: unknown): value is Columns {
  return (
    isObject(value) &&
    typeof value.numRows === 'number' &&
    Array.isArray(value.columns) &&
    value.columns.every((column) => isObject(column) && isListLike(column.values))
  );
}

function isArrowType(value: unknown): value is ArrowType {
  return isObject(value) && typeof value.typeId === 'number';
}

function isArrowTable(value: unknown): value is ArrowLike {
  return (
    isObject(value) &&
    isObject(value.schema) &&
    Array.isArray(value.schema.fields) &&
    typeof value.getChildAt === 'function'
  );
}

function isArqueroTable(
  value: unknown,
): value is { columnNames(): string[]; array(name: string): ArrayLike<unknown> } {
  return isObject(value) && typeof value.columnNames === 'function' && typeof value.array === 'function';
}

function sayWhat(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? 'an object of another kind' : `a ${typeof value}`;
}
