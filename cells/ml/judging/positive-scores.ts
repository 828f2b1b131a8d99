import type { Predictions } from '../model';

/** One class against the rest: its probability in each row, and whether it is the truth there. */
export function positiveScores(
  actual: readonly string[],
  { classes, values }: NonNullable<Predictions['probabilities']>,
  label: string,
): { readonly scores: Float64Array; readonly isPositive: Uint8Array } {
  const column = classes.indexOf(label);
  return {
    scores: Float64Array.from(actual, (_, row) => values[row * classes.length + column] ?? Number.NaN),
    isPositive: Uint8Array.from(actual, (truth) => (truth === label ? 1 : 0)),
  };
}
