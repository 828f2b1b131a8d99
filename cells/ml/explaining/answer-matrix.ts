import type { MarginScale, Predictions, Signature } from '../model';

/** Answers as numbers that can be averaged, row-major n × outputs. */
export interface AnswerMatrix {
  /** The target, each `quantile 0.95`, the second of two classes, or each class. */
  readonly outputs: readonly string[];
  readonly scale: MarginScale;
  readonly values: Float64Array;
}

/** Numbers as they are; labels as their probabilities, or as 0 and 1 where the model gives none. */
export function toAnswerMatrix(
  { values, probabilities, quantiles }: Predictions,
  { output }: Signature,
): AnswerMatrix {
  if (quantiles)
    return {
      outputs: quantiles.levels.map((level) => `quantile ${level}`),
      ...{ scale: 'answer', values: quantiles.values },
    };
  if (values instanceof Float64Array) return { outputs: [output.name], scale: 'answer', values };
  const classes = output.classes ?? [];
  const shown = classes.length === 2 ? classes.slice(1) : classes;
  const first = classes.length - shown.length;
  const matrix = new Float64Array(values.length * shown.length);
  for (let row = 0; row < values.length; row++)
    for (let k = 0; k < shown.length; k++)
      matrix[row * shown.length + k] = probabilities
        ? (probabilities.values[row * classes.length + first + k] ?? Number.NaN)
        : Number(values[row] === shown[k]);
  return { outputs: shown, scale: 'chance', values: matrix };
}
