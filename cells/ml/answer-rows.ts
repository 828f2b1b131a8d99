import type { Predictions } from './model';

/** One row's answer, as JSON tells it: what is no finite number is null. */
export interface RowAnswer {
  readonly prediction: string | number | null;
  readonly probabilities?: Readonly<Record<string, number>>;
}

/** The answers to `count` rows, one after the other: the same on the server and in a folder that answers by itself. */
export function toRowAnswers({ values, probabilities }: Predictions, count: number): RowAnswer[] {
  return Array.from({ length: count }, (_, row) => {
    const value = values[row] ?? null;
    return {
      prediction: typeof value === 'number' && !Number.isFinite(value) ? null : value,
      ...(probabilities && {
        probabilities: Object.fromEntries(
          probabilities.classes.map((name, k) => [
            name,
            probabilities.values[row * probabilities.classes.length + k] ?? 0,
          ]),
        ),
      }),
    };
  });
}
