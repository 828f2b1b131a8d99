import type { Objective } from '../ensemble';
import { wholeWeights } from '../exact-sum';
import { weightedQuantile } from '../weighted-quantile';
import { type Loss, meanOver, takeRanges } from './loss';

/**
 * Pinball loss of each level q: q (y − s) above, (1 − q) (s − y) below (Koenker and Bassett 1978). Leaves take the quantile of their
 * residuals. The metric is its mean over rows and levels.
 */
export function createQuantile(
  target: Float64Array,
  weights: Float64Array | undefined,
  levels: readonly number[],
): Loss {
  return createPinball(target, weights, levels, {
    metric: 'pinball',
    scale: 1,
    objective: { name: 'quantile', levels },
  });
}

/** |y − s|: twice the pinball loss of the median. Metric: MAE. */
export function createAbsolute(target: Float64Array, weights: Float64Array | undefined): Loss {
  return createPinball(target, weights, [0.5], { metric: 'mae', scale: 2, objective: { name: 'absolute' } });
}

function createPinball(
  target: Float64Array,
  weights: Float64Array | undefined,
  levels: readonly number[],
  { metric, scale, objective }: { metric: string; scale: number; objective: Objective },
): Loss {
  const whole = weights && wholeWeights(weights);
  return {
    outputs: levels.length,
    metric,
    base(rows) {
      const mass = whole && takeRanges(whole, rows);
      const values = takeRanges(target, rows);
      return Float64Array.from(levels, (level) => Math.fround(weightedQuantile(values, level, mass)));
    },
    differentiate(output, scores, { start, end }, { gradients, hessians }) {
      const own = scores[output] ?? new Float64Array();
      const level = levels[output] ?? 0.5;
      for (let row = start; row < end; row++) {
        const weight = weights ? (weights[row] ?? 0) : 1;
        const score = own[row] ?? 0;
        const actual = target[row] ?? 0;
        // At the very point every slope between the two is right; none moves it.
        gradients[row] = score === actual ? 0 : weight * scale * (score > actual ? 1 - level : -level);
        hessians[row] = weight;
      }
    },
    refit: (output, scores, rows) =>
      weightedQuantile(
        Float64Array.from(rows, (row) => (target[row] ?? 0) - (scores[row] ?? 0)),
        levels[output] ?? 0.5,
        whole && Float64Array.from(rows, (row) => whole[row] ?? 0),
      ),
    measure: (scores, rows) =>
      meanOver(rows, weights, (row) => {
        let sum = 0;
        for (let k = 0; k < levels.length; k++) {
          const error = (target[row] ?? 0) - (scores[k]?.[row] ?? 0);
          sum += error > 0 ? (levels[k] ?? 0) * error : ((levels[k] ?? 0) - 1) * error;
        }
        return (scale * sum) / levels.length;
      }),
    objective: () => objective,
  };
}
