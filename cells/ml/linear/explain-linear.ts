import type { Columns, Explanation } from '../model';
import { encode, encodedNames, type Preprocessing } from '../preprocessing';

export interface LinearModel {
  readonly preprocessing: Preprocessing;
  /** One row for a regression or two classes, else one for each class: a weight for each encoded column, then the intercept. */
  readonly weights: Float64Array;
  readonly classes?: readonly string[];
}

/**
 * Exact SHAP values of a linear model against background rows: what each input's encoded columns are worth less their mean worth
 * (Štrumbelj and Kononenko 2014, eq. 12), on the scale of the margin. The parts of a date, the categories of a column and its mark of
 * missing values are one input.
 */
export function explainLinear(
  { preprocessing, weights, classes }: LinearModel,
  rows: Columns,
  background: Columns,
): Explanation {
  const features = rows.columns.map(({ name }) => name);
  const width = encodedNames(preprocessing).length;
  const stride = width + 1;
  const outputs = weights.length / stride;
  const inputOf = preprocessing.steps.flatMap((step) => {
    const input = features.indexOf(step.column);
    return encodedNames({ ...preprocessing, steps: [step] }).map(() => input);
  });
  const mean = meanColumns(encode(preprocessing, background), width);
  const x = encode(preprocessing, rows);
  const base = new Float64Array(outputs);
  const values = new Float64Array(rows.numRows * outputs * features.length);
  for (let k = 0; k < outputs; k++) {
    let expected = weights[k * stride + width] ?? 0;
    for (let j = 0; j < width; j++) expected += (weights[k * stride + j] ?? 0) * (mean[j] ?? 0);
    base[k] = expected;
    for (let row = 0; row < rows.numRows; row++)
      for (let j = 0; j < width; j++) {
        const at = (row * outputs + k) * features.length + (inputOf[j] ?? 0);
        const moved = (x[row * width + j] ?? 0) - (mean[j] ?? 0);
        values[at] = (values[at] ?? 0) + (weights[k * stride + j] ?? 0) * moved;
      }
  }
  const two = classes?.length === 2;
  return {
    ...{ kind: 'explanation', features, base, values, inputs: rows },
    outputs: classes ? (two ? classes.slice(1) : classes) : ['margin'],
    scale: classes ? (two ? 'log-odds' : 'score') : 'answer',
    background: { used: background.numRows, given: background.numRows },
  };
}

function meanColumns(matrix: Float32Array, width: number): Float64Array {
  const mean = new Float64Array(width);
  const rows = matrix.length / width;
  for (let i = 0; i < matrix.length; i++) mean[i % width] = (mean[i % width] ?? 0) + (matrix[i] ?? 0) / rows;
  return mean;
}
