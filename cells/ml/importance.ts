import type { Actual } from './evaluate';
import { logLoss, rmse } from './metrics';
import type { Column, Columns, Importance, Predictions } from './model';
import { createRandom, rangeOf, shuffle } from './random';
import { takeRows, takeTableRows } from './read-table';

/** Rows and shuffles that are enough for an order of the features; more would only sharpen the last digits. */
const mostRows = 2000;
const mostRepeats = 3;
/** Rows predicted in all, so that thousands of columns take seconds: they get one shuffle, and fewer rows. */
const mostPredictions = 6_000_000;
const fewestRows = 200;

export interface ImportanceOptions {
  readonly classes?: readonly string[];
  readonly seed: number;
  /** Shuffles of each column (3); one where there are more than a thousand. */
  readonly repeats?: number;
  /** Columns that the model is known not to read: their importance is 0 without a look. */
  isUnused?(feature: string): boolean;
}

/**
 * Permutation importance (Breiman 2001; Fisher, Rudin and Dominici 2019): how much the loss on these rows (RMSE, or log loss)
 * rises when one column is shuffled, mean and spread of three shuffles, on 2 000 rows at most (one, and fewer rows, for more than a
 * thousand columns). Largest first. Near zero, or below: not used. As scikit-learn's `importances_mean` and `importances_std`.
 */
export async function permutationImportance(
  predict: (rows: Columns) => Promise<Predictions>,
  rows: Columns,
  actual: Actual,
  { classes = [], seed, isUnused, repeats: asked = mostRepeats }: ImportanceOptions,
): Promise<Importance[]> {
  const random = createRandom(seed);
  const order = rangeOf(rows.numRows);
  const width = rows.columns.length;
  const repeats = width * asked * mostRows <= mostPredictions ? asked : 1;
  const limit = Math.min(mostRows, Math.max(fewestRows, Math.floor(mostPredictions / (width * repeats))));
  const chosen = rows.numRows <= limit ? order : shuffle(order, random).slice(0, limit);
  const sample = takeTableRows(rows, chosen);
  const truth = takeActual(actual, chosen);
  const lossOf = async (columns: readonly Column[]) =>
    measureLoss(truth, await predict({ numRows: sample.numRows, columns }), classes);

  const loss = await lossOf(sample.columns);
  const importances: Importance[] = [];
  for (const [index, column] of sample.columns.entries()) {
    if (isUnused?.(column.name)) {
      importances.push({ feature: column.name, permutation: 0 });
      continue;
    }
    const rises: number[] = [];
    for (let i = 0; i < repeats; i++) {
      const shuffled = takeRows(column, shuffle(rangeOf(sample.numRows), random));
      rises.push((await lossOf(sample.columns.with(index, shuffled))) - loss);
    }
    const permutation = rises.reduce((sum, rise) => sum + rise, 0) / repeats;
    const squares = rises.reduce((sum, rise) => sum + (rise - permutation) ** 2, 0);
    const spread = repeats > 1 ? { spread: Math.sqrt(squares / repeats) } : {};
    importances.push({ feature: column.name, permutation, ...spread });
  }
  return importances.sort((a, b) => b.permutation - a.permutation);
}

function takeActual(actual: Actual, rows: Uint32Array): Actual {
  return actual instanceof Float64Array
    ? Float64Array.from(rows, (row) => actual[row] ?? Number.NaN)
    : Array.from(rows, (row) => actual[row] ?? '');
}

function measureLoss(actual: Actual, answers: Predictions, classes: readonly string[]): number {
  if (actual instanceof Float64Array) return rmse(actual, answers.values as Float64Array); // numbers are answered by numbers
  if (answers.probabilities) return logLoss(actual, answers.probabilities.values, classes);
  const wrong = actual.filter((label, row) => label !== answers.values[row]);
  return wrong.length / actual.length;
}
