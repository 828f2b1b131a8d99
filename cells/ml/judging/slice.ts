import { type DatePart, datePart } from '../date-parts';
import type { Column, Columns } from '../model';
import { rangeOf } from '../random';
import { findColumn, isMissing, textAt } from '../read-table';

/** What a row of a slice has in one column. Of a date its part, where one is named. */
export type SliceCondition = { readonly column: string; readonly part?: DatePart } & (
  | { readonly is: 'value'; readonly value: string }
  /** Both ends belong to it. Dates are in milliseconds. */
  | { readonly is: 'range'; readonly low: number; readonly high: number }
  | { readonly is: 'missing' }
);

/** Rows that meet all conditions. */
export interface Slice {
  readonly conditions: readonly SliceCondition[];
}

/** The rows of a slice, ascending. None where a column is not there. */
export function sliceRows(columns: Columns, { conditions }: Slice): Uint32Array {
  const tests = conditions.map((condition) => {
    const column = findColumn(columns, condition.column);
    return column ? testOf(column, condition) : () => false;
  });
  return rangeOf(columns.numRows).filter((row) => tests.every((test) => test(row)));
}

function testOf(column: Column, condition: SliceCondition): (row: number) => boolean {
  if (condition.is === 'missing') return (row) => isMissing(column, row);
  if (condition.is === 'value') return (row) => textAt(column, row) === condition.value;
  const { low, high } = condition;
  const read = readNumber(column, condition.part);
  return (row) => read(row) >= low && read(row) <= high;
}

/** A column's numbers, or those of a part of its dates; NaN for missing, and for text. */
export function readNumber(column: Column, part?: DatePart): (row: number) => number {
  if (column.type === 'string') return () => Number.NaN;
  const { values } = column;
  if (!part) return (row) => values[row] ?? Number.NaN;
  return (row) => datePart(values[row] ?? Number.NaN, part);
}

/** “hour 7–9 and workingday = yes”. All rows, where there is no condition. */
export const saySlice = ({ conditions }: Slice, columns?: Columns): string =>
  conditions.length === 0
    ? 'all rows'
    : conditions
        .map((condition) => sayCondition(condition, columns && findColumn(columns, condition.column)))
        .join(' and ');

function sayCondition(condition: SliceCondition, column?: Column): string {
  const name = condition.part ? `${condition.part} of ${condition.column}` : condition.column;
  if (condition.is === 'missing') return `${name} missing`;
  if (condition.is === 'value') return `${name} = ${condition.value === '' ? '“”' : condition.value}`;
  const { low, high, part } = condition;
  const say = part ? sayPart[part] : column?.type === 'date' ? sayDay : sayNumber;
  return low === high ? `${name} = ${say(low)}` : `${name} ${say(low)}–${say(high)}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const sayPart: Readonly<Record<DatePart, (value: number) => string>> = {
  month: (value) => months[value - 1] ?? String(value),
  weekday: (value) => weekdays[value] ?? String(value),
  hour: String,
};
const sayDay = (value: number) => new Date(value).toISOString().slice(0, 10);
/** As it stands in the data, without the noise of its last digits. */
const sayNumber = (value: number) => String(Number(value.toPrecision(6))).replace('-', '−');
