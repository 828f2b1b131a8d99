import reference from '@/tests/fixtures/judging-reference.json';
import type { JudgedRows } from './judged-rows';

export { reference };

const none = { numRows: 0, columns: [] };

/** The reference's rows of two classes, by the first or the second score. */
export function binaryRows(which: 'first' | 'second' = 'first', weights?: readonly number[]): JudgedRows {
  const { truth } = reference.binary;
  const scores = reference.binary[which];
  return {
    ...{ task: 'binary', target: 'y', classes: ['0', '1'], columns: { ...none, numRows: truth.length } },
    actual: truth.map(String),
    predictions: {
      values: scores.map((p) => (p > 0.5 ? '1' : '0')),
      probabilities: { classes: ['0', '1'], values: Float64Array.from(scores.flatMap((p) => [1 - p, p])) },
    },
    ...(weights && { weights: Float64Array.from(weights) }),
  };
}

export function classRows(weights?: readonly number[]): JudgedRows {
  const { truth, probabilities } = reference.classes;
  const values = Float64Array.from(probabilities);
  const classes = ['0', '1', '2'];
  return {
    ...{ task: 'multiclass', target: 'y', classes, columns: { ...none, numRows: truth.length } },
    actual: truth.map(String),
    predictions: {
      values: truth.map((_, row) => {
        const own = [...values.subarray(3 * row, 3 * row + 3)];
        return String(own.indexOf(Math.max(...own)));
      }),
      probabilities: { classes, values },
    },
    ...(weights && { weights: Float64Array.from(weights) }),
  };
}

export function numberRows(which: 'first' | 'second' = 'first', weights?: readonly number[]): JudgedRows {
  const { truth, low, high } = reference.numbers;
  return {
    ...{ task: 'regression', target: 'y', classes: [], columns: { ...none, numRows: truth.length } },
    actual: Float64Array.from(truth),
    predictions: {
      values: Float64Array.from(reference.numbers[which]),
      quantiles: {
        levels: [0.1, 0.9],
        values: Float64Array.from(truth.flatMap((_, row) => [low[row] ?? 0, high[row] ?? 0])),
      },
    },
    ...(weights && { weights: Float64Array.from(weights) }),
  };
}
