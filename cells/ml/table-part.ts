import { type HeldOutRows, keepHeldOut } from './keep-held-out';
import type { Column } from './model';
import type { Part } from './prepare-training';
import { rangeOf } from './random';
import { findColumn, isMissing, type TableRead, takeRows, textAt } from './read-table';
import { unknownColumn } from './training-features';

export interface PartOptions {
  readonly target: string;
  /** Columns of the model's input, in its order. */
  readonly features: readonly string[];
  /** Labels that the target may have; absent for a regression. */
  readonly classes?: readonly string[];
}

/**
 * The rows of a table that have a truth, as a model that was made elsewhere takes them.
 * @throws Error that names a column which is not there, or a label which is not a class
 */
export function toPart(
  read: TableRead,
  { target, features, classes }: PartOptions,
): Part & { readonly targetColumn: Column; readonly heldOut: HeldOutRows } {
  const find = (name: string) => {
    const column = findColumn(read.columns, name);
    if (!column) throw unknownColumn(name, read.columns);
    return column;
  };
  const truth = find(target);
  const rows = rangeOf(read.columns.numRows).filter((row) => !isMissing(truth, row));
  if (rows.length === 0) throw new Error(`No row has a value in “${target}”.`);
  const targetColumn = takeRows(truth, rows);
  const part = {
    features: { numRows: rows.length, columns: features.map((name) => takeRows(find(name), rows)) },
    targetColumn,
    heldOut: keepHeldOut(read.columns, rows, 1),
  };
  if (classes) {
    const labels = Array.from(rows, (_, row) => textAt(targetColumn, row) ?? '');
    const stranger = labels.find((label) => !classes.includes(label));
    if (stranger !== undefined)
      throw new Error(
        `“${target}” holds “${stranger}”, which is not among the classes ${classes.join(', ')}.`,
      );
    return { ...part, target: labels };
  }
  if (targetColumn.type !== 'number')
    throw new Error(`“${target}” is not a number. Name the classes, or predict a number.`);
  return { ...part, target: targetColumn.values };
}
