import { type Baseline, repeatBaseline } from '../baseline';
import type { Actual } from '../evaluate';
import type { Columns, Model, Predictions, Task } from '../model';
import { rangeOf } from '../random';
import { findColumn, isMissing, takeRows, takeTableRows, textAt } from '../read-table';
import { unknownColumn } from '../training-features';

/** Rows with their truth and a model's answers: the one shape that everything in this folder takes. All parts are row by row. */
export interface JudgedRows {
  readonly task: Task;
  /** Name of the column that holds the truth. */
  readonly target: string;
  /** Labels in the order of the probabilities; none for a regression. */
  readonly classes: readonly string[];
  readonly actual: Actual;
  readonly predictions: Predictions;
  /** What the training rows' distribution alone would have answered, where it is known. */
  readonly baseline?: Predictions;
  /** Raw columns: inputs, target, and those that the model does not see. */
  readonly columns: Columns;
  /** Names of the columns that the model reads, where they are known. */
  readonly inputs?: readonly string[];
  /** Above zero; undefined where all rows count the same. */
  readonly weights?: Float64Array;
}

/** What is asked of a model to be judged. */
export type JudgedModel = Pick<Model, 'task' | 'signature' | 'predict'> & Partial<Pick<Model, 'explain'>>;

export interface JudgeRowsOptions {
  /** The column of weights. Rows of weight 0 are left out. */
  readonly weight?: string;
  readonly baseline?: Baseline;
}

/**
 * The rows of a table that have a truth, answered by a model.
 * @throws Error in words when the target or the weight cannot be read, or an input is not there
 */
export async function judgeRows(
  model: JudgedModel,
  table: Columns,
  { weight, baseline }: JudgeRowsOptions = {},
): Promise<JudgedRows> {
  const { name: target, classes = [] } = model.signature.output;
  const truth = findColumn(table, target);
  if (!truth)
    throw new Error(
      `The rows have no column “${target}”, which the model predicts, so its answers cannot be judged on them.`,
    );
  const weights = weight === undefined ? undefined : readWeights(table, weight);
  const rows = rangeOf(table.numRows).filter(
    (row) => !isMissing(truth, row) && (!weights || (weights[row] ?? 0) > 0),
  );
  if (rows.length === 0) throw new Error(`No row has a value in “${target}”, so there is nothing to judge.`);
  const columns = rows.length === table.numRows ? table : takeTableRows(table, rows);
  const actual = readTruth(takeRows(truth, rows), model.task, classes);
  return {
    ...{ task: model.task, target, classes, actual, columns },
    inputs: model.signature.inputs.map(({ name }) => name),
    predictions: await model.predict(columns),
    ...(baseline && { baseline: repeatBaseline(baseline, rows.length) }),
    ...(weights && { weights: Float64Array.from(rows, (row) => weights[row] ?? 0) }),
  };
}

/** Some of the rows, in the order given. */
export function takeJudgedRows(judged: JudgedRows, rows: ArrayLike<number>): JudgedRows {
  const { actual, predictions, baseline, columns, weights } = judged;
  return {
    ...judged,
    actual: takeValues(actual, rows),
    predictions: takePredictions(predictions, rows),
    ...(baseline && { baseline: takePredictions(baseline, rows) }),
    columns: takeTableRows(columns, rows),
    ...(weights && { weights: takeNumbers(weights, rows) }),
  };
}

function takePredictions(
  { values, probabilities, quantiles }: Predictions,
  rows: ArrayLike<number>,
): Predictions {
  return {
    values: takeValues(values, rows),
    ...(probabilities && {
      probabilities: {
        ...probabilities,
        values: takeNumbers(probabilities.values, rows, probabilities.classes.length),
      },
    }),
    ...(quantiles && {
      quantiles: { ...quantiles, values: takeNumbers(quantiles.values, rows, quantiles.levels.length) },
    }),
  };
}

const takeValues = (values: Actual, rows: ArrayLike<number>): Actual =>
  values instanceof Float64Array ? takeNumbers(values, rows) : Array.from(rows, (row) => values[row] ?? '');

function takeNumbers(values: Float64Array, rows: ArrayLike<number>, width = 1): Float64Array {
  const taken = new Float64Array(rows.length * width);
  for (let i = 0, to = 0; i < rows.length; i++) {
    const from = (rows[i] ?? 0) * width;
    for (let k = 0; k < width; k++) taken[to++] = values[from + k] ?? Number.NaN;
  }
  return taken;
}

function readTruth(truth: Columns['columns'][number], task: Task, classes: readonly string[]): Actual {
  if (task === 'regression') {
    if (truth.type === 'number' || truth.type === 'boolean') return truth.values;
    throw new Error(`“${truth.name}” holds ${truth.type} values in these rows; the model predicts a number.`);
  }
  const labels = Array.from({ length: truth.values.length }, (_, row) => textAt(truth, row) ?? '');
  const known = new Set(classes);
  const stranger = labels.find((label) => !known.has(label));
  if (stranger === undefined) return labels;
  throw new Error(
    `“${truth.name}” holds “${stranger}” in these rows, which is not among the model's classes ${classes.join(', ')}.`,
  );
}

function readWeights(table: Columns, name: string): Float64Array {
  const column = findColumn(table, name);
  if (!column) throw unknownColumn(name, table);
  if (column.type !== 'number')
    throw new Error(`“${name}” cannot be the weight: it holds ${column.type} values, not numbers.`);
  const row = column.values.findIndex((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
  if (row === -1) return column.values;
  throw new Error(
    `“${name}” cannot be the weight: row ${row + 1} has ${Number.isNaN(column.values[row]) ? 'none' : column.values[row]}. Weights are numbers of zero or more.`,
  );
}
