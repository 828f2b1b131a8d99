import { quantile } from '@/cells/statistics/quantile';
import type { Actual } from './evaluate';
import type { Predictions } from './model';

/** The one answer that a model would give to every row if it knew the distribution of the training rows' target only. */
export type Baseline = Predictions;

/**
 * The mean, with the target's own quantiles at `levels`; or the commonest class, with the shares of all as probabilities. Of rows that have
 * weights, the weighted mean or shares.
 */
export function learnBaseline(
  training: Actual,
  {
    classes = [],
    levels,
    weights,
  }: {
    readonly classes?: readonly string[];
    readonly levels?: readonly number[];
    readonly weights?: Float64Array;
  },
): Baseline {
  const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? training.length;
  if (training instanceof Float64Array) {
    const mean = training.reduce((sum, value, row) => sum + value * (weights?.[row] ?? 1), 0) / total;
    const values = Float64Array.of(mean);
    if (!levels) return { values };
    const ascending = Float64Array.from(training).sort();
    const own = Float64Array.from(levels, (level) => quantile(ascending, level));
    return { values, quantiles: { levels, values: own } };
  }
  const counts = new Map(classes.map((label) => [label, 0]));
  training.forEach((label, row) => {
    counts.set(label, (counts.get(label) ?? 0) + (weights?.[row] ?? 1));
  });
  const shares = Float64Array.from(classes, (label) => (counts.get(label) ?? 0) / total);
  const majority = classes[shares.indexOf(Math.max(...shares))] ?? '';
  return { values: [majority], probabilities: { classes, values: shares } };
}

/** The baseline's answers to n rows. */
export function repeatBaseline({ values, probabilities, quantiles }: Baseline, rows: number): Predictions {
  return {
    values:
      values instanceof Float64Array
        ? new Float64Array(rows).fill(values[0] ?? Number.NaN)
        : new Array<string>(rows).fill(values[0] ?? ''),
    ...(probabilities && {
      probabilities: { ...probabilities, values: repeat(probabilities.values, rows) },
    }),
    ...(quantiles && { quantiles: { ...quantiles, values: repeat(quantiles.values, rows) } }),
  };
}

function repeat(one: Float64Array, times: number): Float64Array {
  const all = new Float64Array(one.length * times);
  for (let i = 0; i < times; i++) all.set(one, i * one.length);
  return all;
}
