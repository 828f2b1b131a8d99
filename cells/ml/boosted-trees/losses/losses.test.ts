import { describe, expect, it } from 'vitest';
import { createRandom } from '../../random';
import { boostedTreesOptions } from '../options';
import { createLoss } from '.';

const random = createRandom(3);
const n = 60;
const options = { ...boostedTreesOptions.parse({ quantiles: [0.2, 0.7] }), classes: 3 };
const rows = [{ start: 0, end: n }];
const targets = {
  squared: Float64Array.from({ length: n }, random),
  huber: Float64Array.from({ length: n }, random),
  poisson: Float64Array.from({ length: n }, () => Math.floor(4 * random())),
  tweedie: Float64Array.from({ length: n }, () => Math.max(0, 3 * random() - 1)),
  logistic: Float64Array.from({ length: n }, () => (random() < 0.4 ? 1 : 0)),
  softmax: Float64Array.from({ length: n }, () => Math.floor(3 * random())),
};
type Name = keyof typeof targets;
const scoresFor = (outputs: number) =>
  Array.from({ length: outputs }, () => Float64Array.from({ length: n }, () => 2 * random() - 1));
const weights = Float64Array.from({ length: n }, () => 0.5 + random());

describe('losses', () => {
  // What is minimised, as a multiple of the mean that is shown: a half of the deviance, RMSE squared and halved.
  const lossOf: Record<Exclude<Name, 'huber'>, (metric: number) => number> = {
    squared: (rmse) => (rmse * rmse) / 2,
    poisson: (deviance) => deviance / 2,
    tweedie: (deviance) => deviance / 2,
    logistic: (logLoss) => logLoss,
    softmax: (logLoss) => logLoss,
  };

  it.each(['squared', 'poisson', 'tweedie', 'logistic', 'softmax'] as const)(
    'have the gradient of what they measure (%s)',
    (name) => {
      const loss = createLoss(name, targets[name], weights, options);
      const mass = weights.reduce((sum, weight) => sum + weight, 0);
      const scores = scoresFor(loss.outputs);
      for (let output = 0; output < loss.outputs; output++) {
        const to = { gradients: new Float64Array(n), hessians: new Float64Array(n) };
        loss.startRound?.(scores, rows);
        loss.differentiate(output, scores, { start: 0, end: n }, to);
        const own = scores[output] ?? new Float64Array();
        for (const row of [0, 7, 31, n - 1]) {
          const at = own[row] ?? 0;
          const step = 1e-5;
          const [above, below] = [at + step, at - step].map((score) => {
            own[row] = score;
            return lossOf[name](loss.measure(scores, rows)) * mass;
          });
          own[row] = at;
          expect(to.gradients[row]).toBeCloseTo(((above ?? 0) - (below ?? 0)) / (2 * step), 5);
          expect(to.hessians[row]).toBeGreaterThan(0);
        }
      }
    },
  );

  it.each(['squared', 'poisson', 'tweedie', 'logistic'] as const)(
    'begin where their gradients sum to zero (%s)',
    (name) => {
      const loss = createLoss(name, targets[name], weights, options);
      const [base = 0] = loss.base(rows);
      const to = { gradients: new Float64Array(n), hessians: new Float64Array(n) };
      loss.differentiate(0, [new Float64Array(n).fill(base)], { start: 0, end: n }, to);
      expect(to.gradients.reduce((sum, gradient) => sum + gradient, 0)).toBeCloseTo(0, 4);
    },
  );

  it('quantiles begin at the quantiles of the rows, absolute at their median', () => {
    const target = Float64Array.from({ length: 11 }, (_, i) => i);
    const all = [{ start: 0, end: 11 }];
    expect([...createLoss('quantile', target, undefined, options).base(all)]).toEqual([2, 7]);
    expect([...createLoss('absolute', target, undefined, options).base(all)]).toEqual([5]);
    const heavy = Float64Array.from({ length: 11 }, (_, i) => (i === 9 ? 50 : 1));
    expect([...createLoss('absolute', target, heavy, options).base(all)]).toEqual([9]);
  });

  it('huber takes small errors as they are, and large ones at its delta', () => {
    const target = Float64Array.from({ length: 10 }, (_, i) => (i === 9 ? 1000 : i));
    const loss = createLoss('huber', target, undefined, { ...options, huberQuantile: 0.8 });
    const scores = [new Float64Array(10)];
    loss.startRound?.(scores, [{ start: 0, end: 10 }]);
    expect(loss.objective()).toEqual({ name: 'huber', delta: 7.5 });
    const to = { gradients: new Float64Array(10), hessians: new Float64Array(10) };
    loss.differentiate(0, scores, { start: 0, end: 10 }, to);
    expect([...to.gradients]).toEqual(
      [-0, -1, -2, -3, -4, -5, -6, -7, -7.5, -7.5].map((value) => value || 0),
    );
  });

  it('log loss is the same by product as row by row, also where a share is nearly zero', () => {
    const target = Float64Array.of(1, 0, 1, 0, 1);
    const scores = [Float64Array.of(-700, 300, -460, 0.3, 2)];
    const all = [{ start: 0, end: 5 }];
    const alike = createLoss('logistic', target, undefined, options).measure(scores, all);
    const weighted = createLoss('logistic', target, new Float64Array(5).fill(1), options).measure(
      scores,
      all,
    );
    expect(alike).toBeCloseTo(weighted, 9);
  });
});
