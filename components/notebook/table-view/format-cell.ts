import { type DataType, Type } from '@uwdata/flechette';
import type { Measure } from '@/cells/data/measure';
import { pictureFormat } from '@/cells/data/pictures/picture-header';
import { writeNested } from '@/cells/data/write-nested';
import { writeInterval } from '@/cells/data/write-value';
import { formatNumber } from '@/components/ui/format';

const measures = new Map<number, Measure>([
  [Type.Int, 'number'],
  [Type.Float, 'number'],
  [Type.Decimal, 'number'],
  [Type.Utf8, 'text'],
  [Type.LargeUtf8, 'text'],
  [Type.Utf8View, 'text'],
  [Type.Bool, 'boolean'],
  [Type.Date, 'date'],
  [Type.Timestamp, 'date'],
  [Type.List, 'list'],
  [Type.LargeList, 'list'],
  [Type.FixedSizeList, 'list'],
  [Type.Struct, 'struct'],
  [Type.Map, 'struct'],
]);

export function measureOf(type: DataType): Measure {
  if (type.typeId === Type.Dictionary && 'dictionary' in type) return measureOf(type.dictionary);
  return measures.get(type.typeId) ?? 'other';
}

/** Of a column of bytes: a picture where its first value is one. */
export function measureColumn(column: { readonly type: DataType; at(row: number): unknown }): Measure {
  const measure = measureOf(column.type);
  return measure === 'other' && pictureOf(column.at(0)) ? 'picture' : measure;
}

/** The type of the picture that a value is, such as `image/png`. */
export function pictureOf(value: unknown): string | undefined {
  const format = value instanceof Uint8Array ? pictureFormat(value) : undefined;
  return format && `image/${format}`;
}

/** A value as the table shows it; undefined for a missing one. */
export function formatCell(value: unknown, type: DataType): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (value instanceof Date) return formatDate(value, type);
  switch (typeof value) {
    case 'number':
      return type.typeId === Type.Time ? formatTime(value, type) : formatPlainNumber(value);
    case 'object':
      return type.typeId === Type.Interval ? writeInterval(value) : formatNested(value);
    default:
      return String(value);
  }
}

/** Data as it is, not grouped: a year stays 2011. Nine digits are enough to read. */
function formatPlainNumber(value: number): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  return String(Number(value.toPrecision(9)));
}

function formatDate(value: Date, type: DataType): string {
  if (Number.isNaN(value.getTime())) return 'invalid date';
  const text = value.toISOString();
  if (type.typeId === Type.Date) return text.slice(0, 10);
  return text
    .slice(0, 23)
    .replace('T', ' ')
    .replace(/\.000$/, '');
}

const unitsPerSecond = [1, 1e3, 1e6, 1e9];

function formatTime(value: number, type: DataType): string {
  const unit = 'unit' in type && typeof type.unit === 'number' ? type.unit : 2;
  const milliseconds = (value / (unitsPerSecond[unit] ?? 1e6)) * 1000;
  return new Date(milliseconds)
    .toISOString()
    .slice(11, 23)
    .replace(/\.000$/, '');
}

function formatNested(value: object): string {
  if (value instanceof Uint8Array) {
    const format = pictureFormat(value);
    return `${format ? `${format.toUpperCase()}, ` : ''}${formatNumber(value.length)} bytes`;
  }
  const text = writeNested(value);
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
