import { exactSum } from '../exact-sum';
import { exp, log } from '../reproducible-math';
import { type Loss, largestLogOddsStep, meanOver, takeRanges } from './loss';

const least = 1e-6;

/**
 * −ln p(class), p = exp(sₖ) / Σ exp(sⱼ); hessian K / (K − 1) · p (1 − p), as LightGBM (Friedman 2001, algorithm 6). `target` holds places of
 * classes. Metric: log loss.
 */
export function createSoftmax(
  target: Float64Array,
  weights: Float64Array | undefined,
  classes: number,
): Loss {
  const factor = classes / (classes - 1);
  /** Row-major rows × classes, of the round. */
  let shares = new Float64Array();
  return {
    outputs: classes,
    metric: 'logLoss',
    largestStep: largestLogOddsStep,
    base(rows) {
      const mass = weights && takeRanges(weights, rows);
      const values = takeRanges(target, rows);
      const total = mass ? exactSum(mass) : Math.max(values.length, 1);
      return Float64Array.from({ length: classes }, (_, k) => {
        const isClass = values.map((value) => (value === k ? 1 : 0));
        return Math.fround(log(Math.max(exactSum(isClass, mass) / total, least)));
      });
    },
    startRound(scores, rows) {
      if (shares.length === 0) shares = new Float64Array(target.length * classes);
      for (const { start, end } of rows)
        for (let row = start; row < end; row++) {
          let largest = Number.NEGATIVE_INFINITY;
          for (let k = 0; k < classes; k++) largest = Math.max(largest, scores[k]?.[row] ?? 0);
          let sum = 0;
          for (let k = 0; k < classes; k++) {
            const e = exp((scores[k]?.[row] ?? 0) - largest);
            shares[row * classes + k] = e;
            sum += e;
          }
          for (let k = 0; k < classes; k++)
            shares[row * classes + k] = (shares[row * classes + k] ?? 0) / sum;
        }
    },
    differentiate(output, _scores, { start, end }, { gradients, hessians }) {
      for (let row = start; row < end; row++) {
        const weight = weights ? (weights[row] ?? 0) : 1;
        const p = shares[row * classes + output] ?? 0;
        gradients[row] = weight * (p - (target[row] === output ? 1 : 0));
        hessians[row] = weight * factor * p * (1 - p);
      }
    },
    measure: (scores, rows) =>
      meanOver(rows, weights, (row) => {
        let largest = Number.NEGATIVE_INFINITY;
        for (let k = 0; k < classes; k++) largest = Math.max(largest, scores[k]?.[row] ?? 0);
        let sum = 0;
        for (let k = 0; k < classes; k++) sum += exp((scores[k]?.[row] ?? 0) - largest);
        return log(sum) + largest - (scores[target[row] ?? 0]?.[row] ?? 0);
      }),
    objective: () => ({ name: 'softmax', classes }),
  };
}
