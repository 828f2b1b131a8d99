import { boostedTreesOptions } from './boosted-trees/options';
import {
  describeSize,
  inWords,
  layOutMemory,
  type MemoryNeeds,
  planMemory,
} from './boosted-trees/training-memory';
import { namesOfLags } from './lags/lag-options';
import { networkOptions } from './learner-options';
import { learnersAbout } from './learners-about';
import { type ColumnSize, measureTable, type TableSize } from './table-size';
import { textOptions } from './text/text-options';
import type { TrainOptions } from './train-options';

/** What decides how much a training takes. */
export type SizedOptions = Pick<TrainOptions, 'learner' | 'options' | 'features' | 'text' | 'lags'>;

/** Bytes of a value in memory: numbers are doubles, of a text it is its place. */
const valueBytes = 8;
const singleBytes = 4;
/** Where nobody chose one it is the pictures' own. */
const usualPictureSize = 64;
/** Of a text itself, beside its characters. */
const textBytes = 24;
/** A text is made once where the table is read, and once more where it is trained on; rows that are taken share it. */
const copiesOfTexts = 2;
/** One-hot columns of a text: fifty frequent values at most, some have fewer. */
const encodedPerCategory = 20;

/** The table as it is read, its training and test rows, those that are held out, and what is not collected yet. */
const copiesOfTable = 3.5;
/** Encoded rows, and those of them that TensorFlow.js has in its own memory. */
const copiesInEngine = 1.6;
/** Three hundred full trees and what they were drawn from, measured for regressions; classes take less. */
const bytesOfForestRow = 18_000;
const emptyForestBytes = 50e6;
/** The forest's engine has an address space of 2 GiB. */
const mostForestBytes = 2e9;
/** Rows that train; those that are tested are encoded after them. */
const trainingShare = 0.8;

const bytesOfTexts = (column: ColumnSize) =>
  column.kind === 'number' ? 0 : copiesOfTexts * (column.characters + textBytes);

/** Bytes of a table as it is read into columns. */
export const tableBytes = ({ rows, columns }: TableSize): number =>
  rows * columns.reduce((sum, column) => sum + valueBytes + bytesOfTexts(column) / copiesOfTexts, 0);

/** What learners are given of a table: columns by what they become. */
function countInputs({ columns }: TableSize, { learner, features, lags, text }: SizedOptions) {
  const { buckets, columns: named } = textOptions.parse(text ?? {});
  const added = lags ? namesOfLags(lags).length : 0;
  const read = features ? columns.filter(({ name }) => features.includes(name)) : columns;
  const isWords = ({ name, kind }: ColumnSize) =>
    learner !== 'random-forest' && (named ? named.includes(name) : kind === 'words');
  const count = (is: (column: ColumnSize) => boolean) => read.filter(is).length;
  return {
    added,
    read: read.length + added,
    numbers: added + count(({ kind }) => kind === 'number'),
    categories: count((column) => column.kind === 'category' && !isWords(column)),
    hashed: buckets * count(isWords),
    pictures: count(({ kind }) => kind === 'picture'),
  };
}

function treeNeeds(size: TableSize, options: SizedOptions): MemoryNeeds {
  const { folds, maxLeaves } = boostedTreesOptions.parse(options.options);
  const { numbers, categories, hashed } = countInputs(size, options);
  const rows = Math.ceil(trainingShare * size.rows);
  return {
    rows,
    columns: numbers + categories + hashed,
    outputs: 1,
    boosters: Math.max(folds, 1),
    maxLeaves,
  };
}

/**
 * Bytes that a training takes beside the value that the table is, at its peak. Boosted trees on 10 000 000 rows × 20 columns: 7.5 GB, where a
 * tab was measured to hold 8.6 GB with that value and the engine that made it.
 */
export function estimateTrainingBytes(size: TableSize, options: SizedOptions): number {
  const { rows, columns } = size;
  const { added, read, numbers, categories, hashed, pictures } = countInputs(size, options);
  const copies =
    copiesOfTable * rows * valueBytes * (columns.length + added) +
    rows * columns.reduce((sum, column) => sum + bytesOfTexts(column), 0);
  const matrix = rows * (numbers + categories * encodedPerCategory + hashed) * singleBytes;
  switch (options.learner) {
    case 'boosted-trees': {
      const needs = treeNeeds(size, options);
      return copies + needs.rows * needs.columns * valueBytes + layOutMemory(needs).bytes;
    }
    case 'network': {
      const pictureSize = networkOptions.parse(options.options).pictureSize || usualPictureSize;
      return copies + copiesInEngine * (matrix + rows * pictures * 3 * pictureSize ** 2 * singleBytes);
    }
    case 'linear':
    case 'nearest-centroid':
      return copies + matrix;
    case 'random-forest':
      return copies + rows * valueBytes * read + emptyForestBytes + trainingShare * rows * bytesOfForestRow;
    case 'dummy':
      return copies;
  }
}

/**
 * Before anything of the table is copied. `limit`: bytes that the tab may use.
 * @throws Error that says how much it would take, and what would fit
 */
export function refuseTooLarge(data: unknown, options: SizedOptions, limit: number): void {
  const size = measureTable(data);
  if (size) refuseSize(size, options, limit);
}

/** @throws Error as `refuseTooLarge` */
export function refuseSize(size: TableSize, options: SizedOptions, memory: number): void {
  const isForest = options.learner === 'random-forest';
  const limit = isForest ? Math.min(memory, mostForestBytes) : memory;
  const bytes = estimateTrainingBytes(size, options);
  if (bytes <= limit) {
    if (options.learner === 'boosted-trees') planMemory(treeNeeds(size, options));
    return;
  }
  const { rows, columns } = size;
  const share = limit / bytes;
  const fewer = Math.floor(columns.length * share);
  const buckets = bucketsThatFit(size, options, limit);
  throw new Error(
    `${describeSize(rows, columns.length)}${sayMore(options)} take about ${inWords(bytes)} of memory to train (${learnersAbout[options.learner].label}), ` +
      `and ${limit < memory ? 'its engine' : 'this tab'} may use ${inWords(limit)}. Train on a sample: end the SQL with “${sampleLine(share)}”` +
      (isForest
        ? ', or train boosted trees.'
        : buckets
          ? `, or set text.buckets to ${buckets}.`
          : fewer >= 2
            ? `, or select ${fewer} columns or fewer.`
            : '.'),
  );
}

const sayMore = ({ lags }: SizedOptions): string => {
  const added = lags ? namesOfLags(lags).length : 0;
  return added > 0 ? ` and ${added.toLocaleString('en')} of earlier values` : '';
};

/** Of texts that are hashed: so many numbers each as fit, where those are what does not. */
function bucketsThatFit(size: TableSize, options: SizedOptions, limit: number): number | undefined {
  const text = textOptions.parse(options.text ?? {});
  const fits = (buckets: number) =>
    estimateTrainingBytes(size, { ...options, text: { ...text, buckets } }) <= limit;
  for (let buckets = 2 ** Math.floor(Math.log2(text.buckets)); buckets >= 8; buckets /= 2)
    if (fits(buckets)) return buckets;
  return undefined;
}

/** A line of SQL that draws so large a share of the rows, the same rows each time. */
export const sampleLine = (share: number): string =>
  `USING SAMPLE ${Number(Math.max(share * 95, 0.01).toPrecision(2))} PERCENT (bernoulli, 1)`;

/** Bytes that a tab may use: half of what the machine has, but no more than browsers give one process. `gigabytes`: what the browser says it has. */
export const memoryOfTab = (gigabytes = 6): number => Math.min(gigabytes / 2, 8) * 1e9;
