import type { Actual } from './evaluate';
import { type HeldOutRows, keepHeldOut } from './keep-held-out';
import { addLags } from './lags/add-lags';
import { namesOfLags, noteLags } from './lags/lag-options';
import { learnersAbout } from './learners-about';
import type { Column, Columns, Task } from './model';
import { rangeOf } from './random';
import { findColumn, isMissing, type TableRead, takeRows, takeTableRows } from './read-table';
import { type Split, splitByGroup, splitByTime, splitRandomly, splitStratified } from './split';
import type { TextReading } from './text/text-options';
import type { TrainOptions } from './train-options';
import { chooseFeatures, unknownColumn } from './training-features';
import { readTarget } from './training-target';
import { withoutEmpty } from './without-empty';

export interface Part {
  readonly features: Columns;
  readonly target: Actual;
  /** Of each row, above zero; undefined where all count the same. */
  readonly weights?: Float64Array;
  /** Of a split by group: the column, so that a further split keeps groups whole too. */
  readonly groups?: Column;
  /** The features that are texts, and how they are read; undefined where none is. */
  readonly text?: TextReading;
}

/** Everything that training needs, checked: nothing of the test part has been looked at but its size. */
export interface Prepared {
  readonly task: Task;
  readonly classes?: readonly string[];
  readonly train: Part;
  readonly test: Part;
  /** The training rows' target, as raw values. */
  readonly targetColumn: Column;
  /** Some of the test rows, with every column of the table. */
  readonly heldOut: HeldOutRows;
  readonly notes: readonly string[];
}

const fewestRows = 10;
/** A forest takes minutes beyond this. */
const manyForestRows = 50_000;

/** A table as training sees it before it is split: target and features chosen and checked. */
export interface TrainingRows extends Pick<Prepared, 'task' | 'classes' | 'notes'> {
  /** Every column of the rows that have a target and a weight above zero. */
  readonly table: Columns;
  readonly target: Column;
  readonly actual: Actual;
  take(rows: Uint32Array): Part;
}

/** @throws Error that says in words what is wrong with the data or the options, and what to do */
export function readTrainingRows(given: TableRead, wanted: TrainOptions): TrainingRows {
  const { read, options, notes } = readEarlierValues(given, wanted);
  const target = findTarget(read, options.target);
  const { table: targeted, dropped } = dropWithoutTarget(read.columns, target);
  const { table, weights, weightless } = readWeights(targeted, options);
  if (table.numRows < fewestRows)
    throw new Error(
      `${count(table.numRows, 'row')} with a target ${table.numRows === 1 ? 'is' : 'are'} too few: ${fewestRows} are needed at least` +
        (dropped > 0 ? `, and “${target.name}” is missing in ${dropped}.` : '.'),
    );
  const kept = findColumn(table, target.name) ?? target;
  const { task, classes, actual } = readTarget(kept, options.task);
  const features = chooseFeatures({ columns: table, skipped: read.skipped }, kept, options);
  const chosen = { numRows: table.numRows, columns: features.columns };
  const groups = options.split.by === 'group' ? findColumn(table, options.split.column) : undefined;
  return {
    ...{ task, classes, table, actual },
    target: kept,
    take: (rows) => ({
      features: takeTableRows(chosen, rows),
      target: takeActual(actual, rows),
      weights: weights && Float64Array.from(rows, (row) => weights[row] ?? 0),
      groups: groups && takeRows(groups, rows),
      text: features.text,
    }),
    notes: [
      ...noteUnused(dropped, 'without a target'),
      ...noteUnused(weightless, 'of weight 0'),
      ...features.notes,
      ...notes,
    ],
  };
}

/** The table with the columns of earlier values, which are features beside those that are named. */
function readEarlierValues(
  read: TableRead,
  options: TrainOptions,
): { read: TableRead; options: TrainOptions; notes: readonly string[] } {
  const { lags, features } = options;
  if (!lags) return { read, options, notes: [] };
  const names = namesOfLags(lags);
  const isChosen = features?.some((name) => names.includes(name));
  return {
    read: { ...read, columns: addLags(read.columns, lags) },
    // Whoever names some of them means those.
    options: isChosen ? options : { ...options, features: features && [...features, ...names] },
    notes: [noteLags(lags)],
  };
}

/** @throws Error that says in words what is wrong with the data or the options, and what to do */
export function prepareTraining(read: TableRead, options: TrainOptions): Prepared {
  const rows = readTrainingRows(read, options);
  const { task, classes, table, target, actual, take, notes } = rows;
  const split = splitTrainingRows(rows, options);
  const { part: train, empty } = withoutEmpty(take(split.train));
  const test = take(split.test);
  const columns = test.features.columns.filter(({ name }) => !empty.includes(name));
  return {
    task,
    classes,
    train,
    test: { ...test, features: { ...test.features, columns }, text: train.text },
    targetColumn: takeRows(target, split.train),
    heldOut: keepHeldOut(table, split.test, options.seed),
    notes: [
      ...noteUnused(split.dropped, options.split.by === 'group' ? 'without a group' : 'without a time'),
      ...notes,
      ...empty.map((name) => `“${name}” is not used: no training row has a value of it.`),
      ...noteAbsentClasses(classes, actual, split),
      ...noteSize(split, options),
    ],
  };
}

/** @throws Error in words when the split leaves nothing to learn or to test with */
export function splitTrainingRows({ table, actual }: TrainingRows, options: TrainOptions): Split {
  const split = splitRows(table, actual, options);
  refuseUnusable(split, actual, options);
  return split;
}

/** The rows of a part that a learner holds out to know when to stop: a share, the latest where the split is by time. */
export function holdOut(
  part: Part,
  options: Pick<TrainOptions, 'split' | 'seed'>,
  share = 0.1,
): { fit: Part; validation: Part } {
  const n = part.features.numRows;
  const last = Math.min(n - 1, Math.round(n * (1 - share)));
  const range = (start: number, end: number) =>
    Uint32Array.from({ length: end - start }, (_, i) => start + i);
  // Parts by time are in order of time.
  const inTime = () => ({ train: range(0, last), test: range(last, n) });
  const { train: fit, test: held } =
    options.split.by === 'time' ? inTime() : splitKeepingGroups(part, share, options.seed + 1);
  const take = (chosen: Uint32Array): Part => ({
    features: takeTableRows(part.features, chosen),
    target: takeActual(part.target, chosen),
    weights: part.weights && Float64Array.from(chosen, (row) => part.weights?.[row] ?? 0),
    groups: part.groups && takeRows(part.groups, chosen),
    text: part.text,
  });
  return { fit: take(fit), validation: take(held) };
}

/** Two groups at least can be parted; of one alone, rows are. */
function splitKeepingGroups({ groups, features }: Part, share: number, seed: number): Split {
  const isParted = groups && new Set<unknown>(groups.values).size > 1;
  return isParted ? splitByGroup(groups, share, seed) : splitRandomly(features.numRows, share, seed);
}

function findTarget(read: TableRead, name: string): Column {
  if (read.columns.numRows === 0) throw new Error('The table has no rows.');
  const target = findColumn(read.columns, name);
  if (target) return target;
  const skipped = read.skipped.find((column) => column.name === name);
  throw skipped
    ? new Error(`“${name}” cannot be the target: it ${skipped.reason}.`)
    : unknownColumn(name, read.columns);
}

function dropWithoutTarget(table: Columns, target: Column): { table: Columns; dropped: number } {
  const rows: number[] = [];
  for (let row = 0; row < table.numRows; row++)
    if (
      !isMissing(target, row) &&
      Math.abs(Number(target.type === 'string' ? 0 : target.values[row])) !== Number.POSITIVE_INFINITY
    )
      rows.push(row);
  const dropped = table.numRows - rows.length;
  return { table: dropped === 0 ? table : takeTableRows(table, rows), dropped };
}

/**
 * The column of weights, and the rows without those of weight 0.
 * @throws Error that says what is wrong with it
 */
function readWeights(
  table: Columns,
  { weight, target }: TrainOptions,
): { table: Columns; weights?: Float64Array; weightless: number } {
  if (weight === undefined) return { table, weightless: 0 };
  if (weight === target) throw new Error(`“${weight}” is the target, so it cannot be the weight.`);
  const column = findColumn(table, weight);
  if (!column) throw unknownColumn(weight, table);
  if (column.type !== 'number')
    throw new Error(`“${weight}” cannot be the weight: it holds ${column.type} values, not numbers.`);
  const { values } = column;
  const row = values.findIndex((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
  if (row !== -1)
    throw new Error(
      `“${weight}” cannot be the weight: row ${row + 1} has ${Number.isNaN(values[row]) ? 'none' : values[row]}. Weights are numbers of zero or more.`,
    );
  const rows = rangeOf(table.numRows).filter((index) => (values[index] ?? 0) > 0);
  const kept = rows.length === table.numRows ? table : takeTableRows(table, rows);
  const weights = Float64Array.from(rows, (index) => values[index] ?? 0);
  return { table: kept, weights, weightless: table.numRows - rows.length };
}

export function noteUnused(rows: number, which: string): string[] {
  return rows > 0 ? [`${count(rows, 'row')} ${which} ${rows === 1 ? 'is' : 'are'} not used.`] : [];
}

function splitRows(table: Columns, actual: Actual, { split, seed }: TrainOptions): Split {
  switch (split.by) {
    case 'random':
      return splitRandomly(table.numRows, split.testShare, seed);
    case 'stratified':
      if (actual instanceof Float64Array)
        throw new Error(
          'A stratified split needs classes, and the target is a number. Split at random or by time.',
        );
      return splitStratified(actual, split.testShare, seed);
    case 'group': {
      const column = findColumn(table, split.column);
      if (!column) throw unknownColumn(split.column, table);
      return splitByGroup(column, split.testShare, seed);
    }
    case 'time': {
      const column = findColumn(table, split.column);
      if (!column) throw unknownColumn(split.column, table);
      return splitByTime(column, split);
    }
  }
}

export function refuseUnusable(
  { train, test }: Split,
  actual: Actual,
  { target, learner }: TrainOptions,
): void {
  if (train.length < 5 || test.length === 0)
    throw new Error(
      `The split leaves ${train.length} rows to train on and ${test.length} to test with: too few.`,
    );
  const about = learnersAbout[learner];
  if (train.length > about.maximumRows)
    throw new Error(
      `${about.label} takes ${about.maximumRows.toLocaleString('en')} rows at most, and there are ${train.length.toLocaleString('en')}. ` +
        'Train on a sample, for example with USING SAMPLE in SQL.',
    );
  if (new Set(Array.from(train, (row) => actual[row])).size < 2)
    throw new Error(
      `The target “${target}” has one value only in the training rows: there is nothing to learn. Choose another split.`,
    );
}

function noteAbsentClasses(
  classes: readonly string[] | undefined,
  actual: Actual,
  { train, test }: Split,
): string[] {
  const missingIn = (rows: Uint32Array) => absentClasses(classes, actual, rows).map((label) => `“${label}”`);
  const [untrained, untested] = [missingIn(train), missingIn(test)];
  return [
    ...(untrained.length > 0 ? [`No training row has the class ${untrained.join(', ')}.`] : []),
    ...(untested.length > 0 ? [`No test row has the class ${untested.join(', ')}.`] : []),
  ];
}

/** Classes of which none of the rows is. */
export function absentClasses(
  classes: readonly string[] | undefined,
  actual: Actual,
  rows: Uint32Array,
): string[] {
  const present = new Set(Array.from(rows, (row) => actual[row]));
  return (classes ?? []).filter((label) => !present.has(label));
}

function noteSize({ train }: Split, { learner }: TrainOptions): string[] {
  return learner === 'random-forest' && train.length > manyForestRows
    ? [`${count(train.length, 'row')} take a forest minutes.`]
    : [];
}

export function takeActual(actual: Actual, rows: Uint32Array): Actual {
  return actual instanceof Float64Array
    ? Float64Array.from(rows, (row) => actual[row] ?? Number.NaN)
    : Array.from(rows, (row) => actual[row] ?? '');
}

function count(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
}
