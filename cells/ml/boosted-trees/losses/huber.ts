import { exactSum, wholeWeights } from '../exact-sum';
import { weightedQuantile } from '../weighted-quantile';
import { type Loss, meanOver, rowsOf, takeRanges } from './loss';

/**
 * Huber's loss: squared up to δ, linear beyond; δ is a quantile of the absolute residuals, taken anew in each round, and leaves take the
 * median of their residuals with a step for the small ones (Friedman 2001, M-regression). Metric: MAE.
 */
export function createHuber(target: Float64Array, weights: Float64Array | undefined, quantile: number): Loss {
  const whole = weights && wholeWeights(weights);
  let delta = 1;
  return {
    outputs: 1,
    metric: 'mae',
    base: (rows) =>
      Float64Array.of(
        Math.fround(weightedQuantile(takeRanges(target, rows), 0.5, whole && takeRanges(whole, rows))),
      ),
    startRound([scores = new Float64Array()], ranges) {
      const rows = rowsOf(ranges);
      const errors = Float64Array.from(rows, (row) => Math.abs((target[row] ?? 0) - (scores[row] ?? 0)));
      const mass = whole && Float64Array.from(rows, (row) => whole[row] ?? 0);
      delta = Math.max(weightedQuantile(errors, quantile, mass), 1e-30);
    },
    differentiate(_output, [scores = new Float64Array()], { start, end }, { gradients, hessians }) {
      for (let row = start; row < end; row++) {
        const weight = weights ? (weights[row] ?? 0) : 1;
        const error = (scores[row] ?? 0) - (target[row] ?? 0);
        gradients[row] = weight * Math.min(Math.max(error, -delta), delta);
        hessians[row] = weight;
      }
    },
    refit(_output, scores, rows) {
      const residuals = Float64Array.from(rows, (row) => (target[row] ?? 0) - (scores[row] ?? 0));
      const mass = whole && Float64Array.from(rows, (row) => whole[row] ?? 0);
      const median = weightedQuantile(residuals.slice(), 0.5, mass);
      const steps = residuals.map((residual) => Math.min(Math.max(residual - median, -delta), delta));
      return median + exactSum(steps, mass) / (mass ? exactSum(mass) : rows.length);
    },
    measure: ([scores = new Float64Array()], rows) =>
      meanOver(rows, weights, (row) => Math.abs((target[row] ?? 0) - (scores[row] ?? 0))),
    objective: () => ({ name: 'huber', delta }),
  };
}
