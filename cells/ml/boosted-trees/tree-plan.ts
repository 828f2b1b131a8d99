import { z } from 'zod';
import type { Column, Columns } from '../model';
import { countValues } from '../preprocessing';
import { findColumn } from '../read-table';
import { bucketNames, hashTexts, learnTextStep } from '../text/hash-texts';
import { type TextReading, type TextStep, textStep } from '../text/text-options';
import {
  dateStep,
  learnTreeColumns,
  numberStep,
  numericFeatureNames,
  toNumericFeatures,
} from '../trees/tree-columns';
import type { FeatureMatrix, TreeFeature } from './ensemble';

/**
 * What boosted trees read of raw rows, as data: learnt on the training rows only, saved in the package. Numbers are read as they are
 * (infinite ones are missing), booleans as 0 and 1, dates as days since 1970 and those of their parts that varied, categories as their
 * place in a list. A category that is not listed goes the way of missing ones.
 */
export const treePlanSchema = z.strictObject({
  format: z.literal(1),
  columns: z
    .array(
      z.discriminatedUnion('kind', [
        numberStep,
        dateStep,
        z.strictObject({
          kind: z.literal('category'),
          column: z.string(),
          categories: z.array(z.string()),
          /** The categories are numbers, in a column of numbers. */
          numbers: z.literal(true).optional(),
        }),
        /** A number that is the place itself, of 0 … count − 1; any other is one category more. Boosters of elsewhere have them. */
        z.strictObject({
          kind: z.literal('codes'),
          column: z.string(),
          count: z.number().int().min(0).max(1_000_000),
        }),
        /** A number for each bucket that words are hashed to; all missing where the text is. */
        textStep,
      ]),
    )
    .min(1)
    .max(20_000),
});
export type TreePlan = z.infer<typeof treePlanSchema>;
type Step = TreePlan['columns'][number];

/** Rarer categories than the first so many are read as missing. */
const mostCategories = 65_536;

/** Categories are listed by frequency, equally frequent ones by their text. */
export function learnTreePlan(training: Columns, text?: TextReading): TreePlan {
  const columns = learnTreeColumns(training).columns.map((step, index): Step => {
    const column = training.columns[index];
    if (column?.type === 'string' && text?.columns.includes(column.name))
      return learnTextStep(column.name, column.values, text);
    if (step.kind !== 'category' || column?.type !== 'string')
      return step as Exclude<typeof step, { kind: 'category' }>; // text, and only text, is learnt as categories
    return { ...step, categories: [...countValues(column.values).keys()].slice(0, mostCategories) };
  });
  return { format: 1, columns };
}

/** The columns that trees see, in order: `Ensemble.features` of trees learnt with the plan. */
export function planFeatures(plan: TreePlan): TreeFeature[] {
  return plan.columns.flatMap((step): TreeFeature[] => {
    switch (step.kind) {
      case 'category':
        return [{ name: step.column, kind: 'category', categories: step.categories }];
      case 'codes': {
        const categories = [...Array.from({ length: step.count }, (_, code) => String(code)), 'other'];
        return [{ name: step.column, kind: 'category', categories }];
      }
      case 'text':
        return bucketNames(step).map((name) => ({ name, kind: 'number' }));
      default:
        return numericFeatureNames(step).map((name) => ({ name, kind: 'number' }));
    }
  });
}

/** By tree feature: the place of its input in `plan.columns`. */
export function inputsOfFeatures(plan: TreePlan): Int32Array {
  return Int32Array.from(
    plan.columns.flatMap((step, input) => planFeatures({ ...plan, columns: [step] }).map(() => input)),
  );
}

/** @throws Error that names a column which `rows` lacks or holds with another type */
export function toFeatureMatrix(plan: TreePlan, rows: Columns): FeatureMatrix {
  return createFeatureReader(plan)(rows);
}

/** `toFeatureMatrix` for one plan and many tables: lists of categories are indexed once. */
export function createFeatureReader(plan: TreePlan): (rows: Columns) => FeatureMatrix {
  const readers = plan.columns.map((step) => ({ name: step.column, read: createStepReader(step) }));
  return (rows) => ({
    numRows: rows.numRows,
    columns: readers.flatMap(({ name, read }) => {
      const column = findColumn(rows, name);
      if (!column) throw new Error(`The model needs column “${name}”, which the rows do not have.`);
      return read(column);
    }),
  });
}

function createStepReader(step: Step): (column: Column) => Float64Array[] {
  switch (step.kind) {
    case 'category': {
      const places = new Map(step.categories.map((category, place) => [category, place]));
      return (column) => [step.numbers ? placesOfNumbers(column, places) : placesOf(column, places)];
    }
    case 'codes':
      return (column) => [codesOf(column, step.count)];
    case 'text':
      return (column) => bucketsOf(step, column);
    default:
      return (column) => toNumericFeatures(step, column).map(({ values }) => values);
  }
}

function placesOf(column: Column, places: ReadonlyMap<string, number>): Float64Array {
  if (column.type !== 'string')
    throw new Error(`Column “${column.name}” holds ${column.type} values; the model learnt it as text.`);
  const found = new Float64Array(column.values.length);
  for (let row = 0; row < found.length; row++) {
    const value = column.values[row] ?? null;
    found[row] = value === null ? Number.NaN : (places.get(value) ?? Number.NaN);
  }
  return found;
}

function bucketsOf(step: TextStep, column: Column): Float64Array[] {
  if (column.type !== 'string')
    throw new Error(`Column “${column.name}” holds ${column.type} values; the model learnt it as text.`);
  const { values } = column;
  const buckets = Array.from({ length: step.buckets }, () =>
    Float64Array.from(values, (value) => (value === null ? Number.NaN : 0)),
  );
  hashTexts(step, values, (row, place, value) => {
    const bucket = buckets[place];
    if (bucket) bucket[row] = value;
  });
  return buckets;
}

function placesOfNumbers(column: Column, places: ReadonlyMap<string, number>): Float64Array {
  if (column.type === 'string')
    throw new Error(`Column “${column.name}” holds text; the model learnt it as numbers.`);
  return column.values.map((value) => places.get(String(value)) ?? Number.NaN);
}

function codesOf(column: Column, count: number): Float64Array {
  if (column.type === 'string')
    throw new Error(`Column “${column.name}” holds text; the model learnt it as codes, which are numbers.`);
  return column.values.map((value) => {
    if (Number.isNaN(value)) return Number.NaN;
    const code = Math.trunc(value);
    return code >= 0 && code < count ? code : count;
  });
}
