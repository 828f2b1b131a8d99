import { z } from 'zod';
import { datePart, datePartNames, datePartPeriod, daysOf, varyingDateParts } from './date-parts';
import type { Column, Columns } from './model';
import type { PictureOptions } from './picture-options';
import {
  encodePictures,
  learnPictureStep,
  type PictureStep,
  pictureStep,
  pictureWidth,
  type SeenPictures,
} from './picture-step';
import { isPictureColumn } from './picture-text';
import { findColumn } from './read-table';
import { bucketNames, hashTexts, learnTextStep } from './text/hash-texts';
import { type TextReading, textStep } from './text/text-options';

/**
 * How raw columns become the numbers of a linear model or a network, as data: learnt on the training rows only, saved in the package,
 * applied to raw rows wherever the model predicts. Trees take raw columns and have `tree-columns.ts` instead.
 */

/** Missing values, and infinite ones, take `fill`, and are marked in a column of their own where the training rows had some. */
const filled = { column: z.string(), indicator: z.boolean() };
const scaled = { ...filled, fill: z.number(), mean: z.number(), scale: z.number().positive() };

const columnStep = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('number'), ...scaled }),
  /** Days since 1970 like a number, and each cycle as sine and cosine, so that December is next to January. */
  z.strictObject({ kind: z.literal('date'), ...scaled, cycles: z.array(z.enum(datePartNames)) }),
  /** One column for each category, and one for all others where the training rows had more. */
  pictureStep,
  z.strictObject({
    kind: z.literal('category'),
    ...filled,
    fill: z.string().nullable(),
    categories: z.array(z.string()),
    other: z.boolean(),
  }),
  /** A number for each bucket that words are hashed to. */
  textStep.extend({ indicator: z.boolean() }),
]);
export type ColumnStep = z.infer<typeof columnStep>;

export const preprocessingSchema = z.strictObject({ format: z.literal(1), steps: z.array(columnStep) });
export type Preprocessing = z.infer<typeof preprocessingSchema>;

/** A category rarer than the first 50 counts as "other". */
const mostCategories = 50;

export interface LearnOptions {
  readonly text?: TextReading;
  readonly pictures?: Pick<PictureOptions, 'pictureSize' | 'pictureFit'> & { readonly seen?: SeenPictures };
}

/** Learns the steps from the training rows. A column without any value gets none. */
export function learnPreprocessing(
  training: Columns,
  { text, pictures = { pictureSize: 0, pictureFit: 'letterbox' } }: LearnOptions = {},
): Preprocessing {
  return {
    format: 1,
    steps: training.columns.flatMap((column) =>
      column.type === 'string' && isPictureColumn(column)
        ? [learnPictureStep(column, pictures)]
        : learnStep(column, text),
    ),
  };
}

function learnStep(column: Column, text: TextReading | undefined): ColumnStep[] {
  if (column.type === 'string' && text?.columns.includes(column.name))
    return [{ ...learnTextStep(column.name, column.values, text), indicator: column.values.includes(null) }];
  if (column.type === 'string') {
    const counts = countValues(column.values);
    const present = [...counts.keys()];
    return [
      {
        kind: 'category',
        column: column.name,
        indicator: column.values.includes(null),
        fill: present[0] ?? null,
        categories: present.slice(0, mostCategories),
        other: present.length > mostCategories,
      },
    ];
  }
  const isDate = column.type === 'date';
  const present = column.values.filter(Number.isFinite).sort();
  if (present.length === 0) return [];
  const values = isDate ? present.map(daysOf) : present;
  // The middle value of 0s and 1s is the most frequent one.
  const fill = values[values.length >> 1] ?? 0;
  const indicator = present.length < column.values.length;
  const all = indicator
    ? Float64Array.from(column.values, (v) => (Number.isFinite(v) ? (isDate ? daysOf(v) : v) : fill))
    : values;
  const step = { column: column.name, indicator, fill, ...scaleOf(all) };
  return [
    isDate ? { kind: 'date', ...step, cycles: varyingDateParts(column.values) } : { kind: 'number', ...step },
  ];
}

/** Mean and deviation, over n. */
function scaleOf(values: Float64Array): { mean: number; scale: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  if (Number.isFinite(variance)) return { mean, scale: Math.sqrt(variance) || 1 };
  // The squares of such numbers are none any more: they are scaled in units of the largest.
  const unit = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const small = scaleOf(values.map((value) => value / unit));
  return { mean: small.mean * unit, scale: small.scale * unit };
}

/** Values with their counts, most frequent first; equally frequent ones in order of their text. Missing is not counted. */
export function countValues(values: readonly (string | null)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  return new Map([...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)));
}

/** Names of the numbers that a row becomes, in order. */
export function encodedNames({ steps }: Preprocessing): string[] {
  return steps.flatMap((step) => (step.kind === 'picture' ? pictureNames(step) : columnNames(step)));
}

/** How many numbers a row becomes. */
export const encodedWidth = ({ steps }: Preprocessing): number =>
  steps.reduce(
    (sum, step) => sum + (step.kind === 'picture' ? pictureWidth(step) : columnNames(step).length),
    0,
  );

const pictureNames = (step: PictureStep): string[] =>
  Array.from({ length: pictureWidth(step) }, (_, i) => `${step.column} ${i + 1}`);

function columnNames(step: Exclude<ColumnStep, PictureStep>): string[] {
  return [
    ...valueNames(step),
    ...(step.kind === 'date'
      ? step.cycles.flatMap((part) => [`${step.column} ${part} sin`, `${step.column} ${part} cos`])
      : []),
    ...(step.indicator ? [`${step.column} missing`] : []),
  ];
}

function valueNames(step: Exclude<ColumnStep, PictureStep>): string[] {
  if (step.kind === 'text') return bucketNames(step);
  if (step.kind !== 'category') return [step.column];
  return [
    ...step.categories.map((value) => `${step.column} = ${value}`),
    ...(step.other ? [`${step.column} = other`] : []),
  ];
}

/**
 * Raw rows as numbers, row-major n × `encodedNames(…).length`.
 * @throws Error that names a column which `rows` lacks or holds with another type
 */
export function encode(preprocessing: Preprocessing, rows: Columns): Float32Array {
  const width = encodedWidth(preprocessing);
  const matrix = new Float32Array(rows.numRows * width);
  let offset = 0;
  for (const step of preprocessing.steps) {
    const column = findColumn(rows, step.column);
    if (!column) throw new Error(`The model needs column “${step.column}”, which the rows do not have.`);
    const write = (row: number, place: number, value: number) => {
      matrix[row * width + offset + place] = value;
    };
    offset += encodeStep(step, column, write);
  }
  return matrix;
}

type Write = (row: number, place: number, value: number) => void;

/** Gives how many numbers it wrote for each row. */
function encodeStep(step: ColumnStep, column: Column, write: Write): number {
  switch (step.kind) {
    case 'category':
      return encodeCategory(step, column, write);
    case 'text':
      return encodeText(step, column, write);
    case 'picture':
      if (column.type !== 'string') throw wrongType(column, 'pictures');
      encodePictures(step, column, write);
      return pictureWidth(step);
    default:
      return encodeNumber(step, column, write);
  }
}

function encodeText(step: Extract<ColumnStep, { kind: 'text' }>, column: Column, write: Write): number {
  if (column.type !== 'string') throw wrongType(column, 'text');
  hashTexts(step, column.values, write);
  if (!step.indicator) return step.buckets;
  column.values.forEach((value, row) => {
    if (value === null) write(row, step.buckets, 1);
  });
  return step.buckets + 1;
}

function encodeCategory(
  step: Extract<ColumnStep, { kind: 'category' }>,
  column: Column,
  write: Write,
): number {
  if (column.type !== 'string') throw wrongType(column, 'text');
  const places = new Map(step.categories.map((value, place) => [value, place]));
  const other = step.categories.length;
  const indicator = other + (step.other ? 1 : 0);
  column.values.forEach((value, row) => {
    const known = value ?? step.fill;
    const place = known === null ? undefined : places.get(known);
    if (place !== undefined) write(row, place, 1);
    else if (step.other) write(row, other, 1);
    if (step.indicator && value === null) write(row, indicator, 1);
  });
  return indicator + (step.indicator ? 1 : 0);
}

function encodeNumber(
  step: Extract<ColumnStep, { kind: 'number' | 'date' }>,
  column: Column,
  write: Write,
): number {
  if (column.type === 'string') throw wrongType(column, step.kind === 'date' ? 'dates' : 'numbers');
  const cycles = step.kind === 'date' ? step.cycles : [];
  const indicator = 1 + 2 * cycles.length;
  column.values.forEach((raw, row) => {
    const missing = !Number.isFinite(raw);
    const moment = missing ? step.fill * 86_400_000 : raw;
    const value = missing ? step.fill : step.kind === 'date' ? daysOf(raw) : raw;
    write(row, 0, (value - step.mean) / step.scale);
    cycles.forEach((part, i) => {
      const angle = (2 * Math.PI * datePart(moment, part)) / datePartPeriod[part];
      write(row, 1 + 2 * i, Math.sin(angle));
      write(row, 2 + 2 * i, Math.cos(angle));
    });
    if (step.indicator && missing) write(row, indicator, 1);
  });
  return indicator + (step.indicator ? 1 : 0);
}

function wrongType(column: Column, wanted: string): Error {
  return new Error(`Column “${column.name}” holds ${column.type} values; the model learnt it as ${wanted}.`);
}
