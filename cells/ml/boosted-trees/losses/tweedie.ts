import { exactSum } from '../exact-sum';
import { exp, log } from '../reproducible-math';
import { type Loss, meanOver, takeRanges } from './loss';

/** A leaf moves the answer by no more than e² times the learning rate (XGBoost's `max_delta_step` serves the same end). */
const largestStep = 2;

/**
 * Deviance of counts (power 1: Poisson) or of amounts that are often zero (power between 1 and 2: Tweedie) with answers μ = exp(s)
 * (Jørgensen 1987): gradient −y μ^(1−p) + μ^(2−p), hessian its derivative by s. Metric: the mean deviance.
 */
export function createTweedie(target: Float64Array, weights: Float64Array | undefined, power: number): Loss {
  const a = 1 - power;
  const b = 2 - power;
  const deviance = (y: number, s: number): number => {
    if (power === 1) return 2 * ((y > 0 ? y * (log(y) - s) - y : 0) + exp(s));
    const own = y > 0 ? exp(b * log(y)) / (a * b) : 0;
    return 2 * (own - (y * exp(a * s)) / a + exp(b * s) / b);
  };
  return {
    outputs: 1,
    metric: power === 1 ? 'poissonDeviance' : 'tweedieDeviance',
    largestStep,
    base(rows) {
      const mass = weights && takeRanges(weights, rows);
      const values = takeRanges(target, rows);
      const mean = exactSum(values, mass) / (mass ? exactSum(mass) : Math.max(values.length, 1));
      return Float64Array.of(Math.fround(log(Math.max(mean, 1e-10))));
    },
    differentiate(_output, [scores = new Float64Array()], { start, end }, { gradients, hessians }) {
      for (let row = start; row < end; row++) {
        const weight = weights ? (weights[row] ?? 0) : 1;
        const score = scores[row] ?? 0;
        const y = target[row] ?? 0;
        if (power === 1) {
          const mean = exp(score);
          gradients[row] = weight * (mean - y);
          hessians[row] = weight * mean;
          continue;
        }
        const own = y * exp(a * score);
        const mean = exp(b * score);
        gradients[row] = weight * (mean - own);
        hessians[row] = weight * (b * mean - a * own);
      }
    },
    measure: ([scores = new Float64Array()], rows) =>
      meanOver(rows, weights, (row) => deviance(target[row] ?? 0, scores[row] ?? 0)),
    objective: () => (power === 1 ? { name: 'poisson' } : { name: 'tweedie', power }),
  };
}
