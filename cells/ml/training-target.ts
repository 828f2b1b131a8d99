import type { Actual } from './evaluate';
import type { Column, Task } from './model';
import { textAt } from './read-table';
import type { TrainOptions } from './train-options';

/** Numbers with no more distinct values than this are classes, if they are whole. */
const fewValues = 10;
const mostClasses = 200;
/** Sums of squares stay numbers. */
const largestTarget = 1e150;

export interface Target {
  readonly task: Task;
  /** Of a classification, in order: numbers by size, text by its letters, false before true. */
  readonly classes?: readonly string[];
  /** One for each row. */
  readonly actual: Actual;
}

/**
 * Reads the target as a regression or as classes. `column` has no missing value.
 * @throws Error in words when it can be neither: a date, one value only, too many classes
 */
export function readTarget(column: Column, wanted: TrainOptions['task']): Target {
  if (column.type === 'date')
    throw new Error(
      `The target “${column.name}” is a date. Predict a number instead, such as the days until it.`,
    );
  const kind = wanted ?? guessTask(column);
  if (kind === 'regression') {
    if (column.type === 'string')
      throw new Error(
        `The target “${column.name}” is text, and a regression needs numbers. Set the task to classification.`,
      );
    if (column.values.every((value) => value === column.values[0]))
      throw new Error(
        `The target “${column.name}” is constant (${column.values[0]}): there is nothing to learn.`,
      );
    const largest = column.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (largest > largestTarget)
      throw new Error(
        `The largest value of the target “${column.name}” is ${largest}: squared errors of such numbers are none any more. Give the target in another unit.`,
      );
    return { task: 'regression', actual: column.values };
  }
  const labels = Array.from({ length: column.values.length }, (_, row) => textAt(column, row) ?? '');
  const classes = [...new Set(labels)].sort(
    column.type === 'number' ? (a, b) => Number(a) - Number(b) : undefined,
  );
  if (classes.length < 2)
    throw new Error(
      `The target “${column.name}” has one class only (“${classes[0] ?? ''}”): there is nothing to learn.`,
    );
  if (classes.length > mostClasses)
    throw new Error(
      `The target “${column.name}” has ${classes.length} different values; classes can be ${mostClasses} at most.` +
        (column.type === 'string' ? '' : ' Set the task to regression.'),
    );
  return { task: classes.length === 2 ? 'binary' : 'multiclass', classes, actual: labels };
}

function guessTask(column: Column): 'regression' | 'classification' {
  if (column.type !== 'number') return 'classification';
  const distinct = new Set<number>();
  for (const value of column.values) {
    if (!Number.isInteger(value)) return 'regression';
    distinct.add(value);
    if (distinct.size > fewValues) return 'regression';
  }
  return 'classification';
}
