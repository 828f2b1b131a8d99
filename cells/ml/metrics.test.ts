import { describe, expect, it } from 'vitest';
import {
  accuracy,
  brier,
  confusionMatrix,
  coverage,
  f1,
  logLoss,
  macro,
  mae,
  mape,
  pinball,
  precision,
  r2,
  recall,
  rmse,
  rocAuc,
} from './metrics';

// Values from the examples in scikit-learn's reference (sklearn.metrics, 1.5), to the digits printed there.
describe('metrics of regression', () => {
  const actual = [3, -0.5, 2, 7];
  const predicted = [2.5, 0.0, 2, 8];

  it('agree with scikit-learn', () => {
    expect(rmse(actual, predicted)).toBeCloseTo(0.612372, 6);
    expect(mae(actual, predicted)).toBe(0.5);
    expect(r2(actual, predicted)).toBeCloseTo(0.948608, 6);
    expect(mape(actual, predicted)).toBeCloseTo(0.327381, 6); // (1/6 + 1 + 0 + 1/7) / 4
  });

  it('measures quantiles as mean_pinball_loss does, and what share a band holds', () => {
    // scikit-learn 1.5: mean_pinball_loss([1, 2, 3], [0, 2, 3], alpha=0.1) = 0.03333, [1, 3, 5] at 0.9 = 0.1
    const actual = [1, 2, 3];
    expect(pinball(actual, [0, 2, 3], [0.1])).toBeCloseTo(0.1 / 3, 12);
    expect(pinball(actual, [0, 1, 2, 3, 3, 5], [0.1, 0.9])).toBeCloseTo((0.1 / 3 + 0.1) / 2, 12);
    expect(coverage(actual, [0, 1, 2.5, 3, 3, 5], [0.1, 0.9])).toBeCloseTo(2 / 3, 12);
    expect(coverage(actual, [1, 2, 3], [0.5])).toBeNaN();
  });

  it('are not a number where they are not defined', () => {
    expect(r2([2, 2], [1, 3])).toBeNaN();
    expect(mape([0, 1], [1, 1])).toBeNaN();
  });
});

describe('metrics of classification', () => {
  const letters = (digits: string) => [...digits];

  it('count as scikit-learn does', () => {
    expect(confusionMatrix(letters('202201'), letters('002202'), letters('012'))).toEqual([
      [2, 0, 0],
      [0, 0, 1],
      [1, 0, 2],
    ]);
    expect(accuracy(letters('0123'), letters('0213'))).toBe(0.5);
  });

  it('average over classes as scikit-learn does', () => {
    const confusion = confusionMatrix(letters('012012'), letters('021001'), letters('012'));
    expect(macro(f1, confusion)).toBeCloseTo(0.266667, 6);
    expect(macro(precision, confusion)).toBeCloseTo(0.222222, 6);
    expect(macro(recall, confusion)).toBeCloseTo(0.333333, 6);
  });

  it('leave classes that do not occur out of the average', () => {
    const confusion = confusionMatrix(letters('01'), letters('01'), letters('012'));
    expect(macro(f1, confusion)).toBe(1);
  });

  it('score probabilities as scikit-learn does', () => {
    const probabilities = [0.9, 0.1, 0.1, 0.9, 0.2, 0.8, 0.65, 0.35];
    expect(logLoss(['spam', 'ham', 'ham', 'spam'], probabilities, ['spam', 'ham'])).toBeCloseTo(0.216162, 6);
    expect(rocAuc([false, false, true, true], [0.1, 0.4, 0.35, 0.8])).toBe(0.75);
    expect(brier([false, true, true, false], [0.1, 0.9, 0.8, 0.3])).toBeCloseTo(0.0375, 10);
  });

  it('count ties as half a win, and need both classes', () => {
    expect(rocAuc([false, true], [0.5, 0.5])).toBe(0.5);
    expect(rocAuc([true, true], [0.1, 0.9])).toBeNaN();
  });

  it('stay finite for a sure and wrong answer', () => {
    expect(logLoss(['a'], [0, 1], ['a', 'b'])).toBeCloseTo(-Math.log(Number.EPSILON), 6);
  });
});
