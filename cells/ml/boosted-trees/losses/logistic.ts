import { exactSum } from '../exact-sum';
import { log, logistic, softplus } from '../reproducible-math';
import { type Loss, largestLogOddsStep, meanOver, type Range, takeRanges } from './loss';

/** Shares are kept from 0 and 1, whose log-odds are infinite. */
const least = 1e-6;

function measureWeighted(
  scores: Float64Array,
  rows: readonly Range[],
  target: Float64Array,
  weights: Float64Array,
): number {
  return meanOver(rows, weights, (row) => {
    const score = scores[row] ?? 0;
    return softplus(target[row] === 1 ? -score : score);
  });
}

/** Below this a product of shares is turned into its logarithm. No share is below e^−460, so it never becomes zero. */
const smallProduct = 1e-100;
const largestScore = 460;

/** −ln of a product of shares, so that there is one logarithm for many rows. */
function measureAlike(scores: Float64Array, rows: readonly Range[], target: Float64Array): number {
  let total = 0;
  let count = 0;
  let product = 1;
  for (const { start, end } of rows) {
    count += end - start;
    for (let row = start; row < end; row++) {
      const score = target[row] === 1 ? (scores[row] ?? 0) : -(scores[row] ?? 0);
      if (score < -largestScore) total -= score;
      else product *= logistic(score);
      if (product < smallProduct) {
        total -= log(product);
        product = 1;
      }
    }
  }
  return (total - log(product)) / count;
}

/** −ln p(class), p = 1 / (1 + e⁻ˢ) the second class's. `target` is 0 or 1. Metric: log loss. */
export function createLogistic(target: Float64Array, weights: Float64Array | undefined): Loss {
  return {
    outputs: 1,
    metric: 'logLoss',
    largestStep: largestLogOddsStep,
    base(rows) {
      const mass = weights && takeRanges(weights, rows);
      const values = takeRanges(target, rows);
      const share = exactSum(values, mass) / (mass ? exactSum(mass) : Math.max(values.length, 1));
      const kept = Math.min(Math.max(share, least), 1 - least);
      return Float64Array.of(Math.fround(log(kept / (1 - kept))));
    },
    differentiate(_output, [scores = new Float64Array()], { start, end }, { gradients, hessians }) {
      for (let row = start; row < end; row++) {
        const weight = weights ? (weights[row] ?? 0) : 1;
        const p = logistic(scores[row] ?? 0);
        gradients[row] = weight * (p - (target[row] ?? 0));
        hessians[row] = weight * p * (1 - p);
      }
    },
    measure: ([scores = new Float64Array()], rows) =>
      weights ? measureWeighted(scores, rows, target, weights) : measureAlike(scores, rows, target),
    objective: () => ({ name: 'logistic' }),
  };
}
