import { z } from 'zod';
import { datePart, datePartNames, daysOf, varyingDateParts } from '../date-parts';
import type { Column, Columns } from '../model';
import { findColumn } from '../read-table';

export const numberStep = z.strictObject({ kind: z.literal('number'), column: z.string() });
export const dateStep = z.strictObject({
  kind: z.literal('date'),
  column: z.string(),
  parts: z.array(z.enum(datePartNames)),
});
type NumericStep = z.infer<typeof numberStep> | z.infer<typeof dateStep>;

/**
 * What trees see of raw rows: numbers (NaN missing) and categories as they are, booleans as 0 and 1, a date as its days since 1970 and
 * those of its parts that varied in training. Saved in the package as `preprocessing.json`.
 */
export const treeColumnsSchema = z.strictObject({
  format: z.literal(1),
  columns: z.array(
    z.discriminatedUnion('kind', [
      numberStep,
      z.strictObject({ kind: z.literal('category'), column: z.string() }),
      dateStep,
    ]),
  ),
});
export type TreeColumns = z.infer<typeof treeColumnsSchema>;

export type TreeColumn =
  | { readonly name: string; readonly kind: 'number'; readonly values: Float64Array }
  /** Missing is the empty string. */
  | { readonly name: string; readonly kind: 'category'; readonly values: readonly string[] };

export function learnTreeColumns(training: Columns): TreeColumns {
  return {
    format: 1,
    columns: training.columns.map((column) => {
      if (column.type === 'string') return { kind: 'category', column: column.name };
      if (column.type === 'date')
        return { kind: 'date', column: column.name, parts: varyingDateParts(column.values) };
      return { kind: 'number', column: column.name };
    }),
  };
}

/** @throws Error that names a column which `rows` lacks or holds with another type */
export function toTreeColumns(plan: TreeColumns, rows: Columns): TreeColumn[] {
  return plan.columns.flatMap((step): TreeColumn[] => {
    const column = findColumn(rows, step.column);
    if (!column) throw new Error(`The model needs column “${step.column}”, which the rows do not have.`);
    if (step.kind === 'category') return [{ name: step.column, kind: 'category', values: textsOf(column) }];
    return toNumericFeatures(step, column).map(({ name, values }) => ({ name, kind: 'number', values }));
  });
}

/** Names of the numbers that a number or a date is read as. */
export function numericFeatureNames(step: NumericStep): string[] {
  if (step.kind === 'number') return [step.column];
  return [step.column, ...step.parts.map((part) => `${step.column} ${part}`)];
}

/** @throws Error when the column holds text */
export function toNumericFeatures(
  step: NumericStep,
  column: Column,
): { readonly name: string; readonly values: Float64Array }[] {
  const numbers = numbersOf(column);
  const read =
    step.kind === 'number'
      ? [numbers]
      : [numbers.map(daysOf), ...step.parts.map((part) => numbers.map((moment) => datePart(moment, part)))];
  return numericFeatureNames(step).map((name, i) => ({ name, values: read[i] ?? numbers }));
}

function textsOf(column: Column): string[] {
  if (column.type !== 'string')
    throw new Error(`Column “${column.name}” holds ${column.type} values; the model learnt it as text.`);
  return column.values.map((value) => value ?? '');
}

/** An infinite value is missing: the trees would refuse the whole column for it. */
function numbersOf(column: Column): Float64Array {
  if (column.type === 'string')
    throw new Error(`Column “${column.name}” holds text; the model learnt it as numbers.`);
  return column.values.map((value) => (Number.isFinite(value) ? value : Number.NaN));
}
