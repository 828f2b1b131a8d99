import { type Batch, batchType, Column, type DataType, TimeUnit, Type } from '@uwdata/flechette';
import { writeNested } from './write-nested';

/**
 * Gives what writes a row's value of a column in full, as files and spreadsheets take it: '' for a missing one. Times are read as the
 * column holds them, since a Date has milliseconds at most, and none that is infinite.
 */
export function valueWriter(column: Column<unknown>): (row: number) => string {
  const { type } = column;
  const write = writerOf(type);
  const held = type.typeId === Type.Timestamp || type.typeId === Type.Date ? withoutDates(column) : column;
  return (row) => {
    const value = held.at(row);
    return value === null || value === undefined ? '' : write(value);
  };
}

function writerOf(type: DataType): (value: unknown) => string {
  switch (type.typeId) {
    case Type.Timestamp:
      return (value) => writeTimestamp(BigInt(value as bigint), unitOf(type)); // as withoutDates reads it
    case Type.Date:
      return (value) => writeDay(Number(value));
    case Type.Time:
      return (value) => writeTime(BigInt(value as number), unitOf(type)); // whole numbers are all that a column of times holds
    case Type.Interval:
      return (value) => (typeof value === 'object' ? writeInterval(value as object) : String(value)); // missing values are not written
    default:
      return writePlain;
  }
}

/** Timestamps as whole numbers of their unit, and days as milliseconds. */
function withoutDates(column: Column<unknown>): Column<unknown> {
  const Raw = batchType(column.type, { useBigIntTimestamp: true });
  // A batch is made of what another one of its type has: flechette's types name that of columns that it reads itself only.
  const batches = column.data.map(
    (batch) => new Raw(batch as unknown as ConstructorParameters<typeof Raw>[0]),
  );
  return new Column(batches as Batch<unknown>[], column.type);
}

function writePlain(value: unknown): string {
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? invalid : value.toISOString().replace(midnight, '');
  return typeof value === 'object' ? writeNested(value) : String(value);
}

/** As tables show what is no day of a calendar. */
const invalid = 'invalid date';
const midnight = /T00:00:00\.000Z$/;

/** What DuckDB keeps for infinite timestamps, of any unit, and days. */
const endless = 2n ** 63n - 1n;
const endlessDay = 2_147_483_647 * 86_400_000;

const digitsOfUnit: Record<number, number> = {
  [TimeUnit.SECOND]: 0,
  [TimeUnit.MILLISECOND]: 3,
  [TimeUnit.MICROSECOND]: 6,
  [TimeUnit.NANOSECOND]: 9,
};

/** The digits of a second that one of the type's units is. */
const unitOf = (type: DataType): number =>
  digitsOfUnit['unit' in type && typeof type.unit === 'number' ? type.unit : TimeUnit.MICROSECOND] ?? 6;

/** Whole seconds, and the digits behind their point. */
function splitSeconds(value: bigint, digits: number): { seconds: number; fraction: string } {
  const perSecond = 10n ** BigInt(digits);
  const rest = ((value % perSecond) + perSecond) % perSecond;
  return {
    seconds: Number((value - rest) / perSecond),
    fraction: String(rest).padStart(digits, '0').replace(/0+$/, ''),
  };
}

function writeTimestamp(value: bigint, digits: number): string {
  if (value === endless || value === -endless) return value > 0n ? 'infinity' : '-infinity';
  const { seconds, fraction } = splitSeconds(value, digits);
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return invalid;
  return date
    .toISOString()
    .replace('.000Z', `.${fraction.padEnd(3, '0')}Z`)
    .replace(midnight, '');
}

function writeDay(milliseconds: number): string {
  if (Math.abs(milliseconds) === endlessDay) return milliseconds > 0 ? 'infinity' : '-infinity';
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? invalid : date.toISOString().replace(/T.*/, '');
}

function writeTime(value: bigint, digits: number): string {
  const { seconds, fraction } = splitSeconds(value, digits);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${parts.map((part) => String(part).padStart(2, '0')).join(':')}${fraction && `.${fraction}`}`;
}

/** Months, days and nanoseconds, as DuckDB and PostgreSQL read them too. */
export function writeInterval(value: object): string {
  const [months = 0, days = 0, nanoseconds = 0] = Array.from(value as ArrayLike<number>);
  const parts = [
    months && `${months} mon`,
    days && `${days} d`,
    nanoseconds && `${nanoseconds / 1e9} s`,
  ].filter(Boolean);
  return parts.join(' ') || '0 s';
}
