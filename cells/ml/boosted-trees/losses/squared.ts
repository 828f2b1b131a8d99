import { exactSum } from '../exact-sum';
import { type Loss, meanOver, takeRanges } from './loss';

/** ½ (y − s)². Metric: RMSE. */
export function createSquared(target: Float64Array, weights: Float64Array | undefined): Loss {
  return {
    outputs: 1,
    metric: 'rmse',
    base(rows) {
      const mass = weights && takeRanges(weights, rows);
      const values = takeRanges(target, rows);
      return Float64Array.of(
        Math.fround(exactSum(values, mass) / (mass ? exactSum(mass) : Math.max(values.length, 1))),
      );
    },
    differentiate(_output, [scores = new Float64Array()], { start, end }, { gradients, hessians }) {
      if (!weights) {
        for (let row = start; row < end; row++) gradients[row] = (scores[row] ?? 0) - (target[row] ?? 0);
        hessians.fill(1, start, end);
        return;
      }
      for (let row = start; row < end; row++) {
        const weight = weights[row] ?? 0;
        gradients[row] = weight * ((scores[row] ?? 0) - (target[row] ?? 0));
        hessians[row] = weight;
      }
    },
    measure: ([scores = new Float64Array()], rows) =>
      Math.sqrt(
        meanOver(rows, weights, (row) => {
          const error = (scores[row] ?? 0) - (target[row] ?? 0);
          return error * error;
        }),
      ),
    objective: () => ({ name: 'squared' }),
  };
}
