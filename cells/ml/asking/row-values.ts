import type { Column, Columns, Signature } from '../model';
import { takeTableRows } from '../read-table';
import { validateRows } from '../validate-rows';
import type { AskedRow, RowValues } from './questions';

/** One row as JSON has it. */
export function readRowValues({ columns }: Columns, place: number): RowValues {
  return Object.fromEntries(columns.map((column) => [column.name, valueAt(column, place)]));
}

export function valueAt(column: Column, place: number): RowValues[string] {
  if (column.type === 'string') return column.values[place] ?? null;
  const value = column.values[place] ?? Number.NaN;
  if (Number.isNaN(value)) return null;
  return column.type === 'boolean' ? value === 1 : value;
}

/**
 * The row that is asked of, as the model takes it.
 * @throws Error in words when there is no such row, or a change does not fit its input
 */
export function changeRow(known: Columns, { place, changes }: AskedRow, signature: Signature): Columns {
  if (place >= known.numRows)
    throw new Error(`There is no row ${place + 1}: there are ${known.numRows}, counted from 1.`);
  const inputs = signature.inputs
    .filter(({ name }) => Object.hasOwn(changes, name))
    .map((field) => ({ ...field, required: false }));
  const read = validateRows({ ...signature, inputs }, [changes]);
  const problem = read.ok
    ? read.warnings[0]
    : read.problems[0]?.message.replace(/^Row 0, field (“.*?”):/, '$1');
  if (!read.ok || problem) throw new Error(problem ?? 'The changes do not fit the inputs.');
  const changed = new Map(read.rows.columns.map((column) => [column.name, column]));
  const row = takeTableRows(known, [place]);
  return { numRows: 1, columns: row.columns.map((column) => changed.get(column.name) ?? column) };
}
