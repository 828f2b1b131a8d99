import { describe, expect, it } from 'vitest';
import { createFitContext, fitRows, numbers, table, texts } from './fit.fixture';
import { planMemory } from './training-memory';

const features = table(numbers('a', [1, 2, 3, 4, 5, 6]), texts('kind', ['x', 'y', 'x', 'y', 'x', 'y']), {
  name: 'day',
  type: 'date',
  values: Float64Array.of(1e11, 2e11, 3e11, 4e11, 5e11, 6e11),
});
const regression = { features, target: Float64Array.of(1, 2, 3, 4, 5, 6) };
const binary = {
  features,
  target: ['no', 'yes', 'no', 'yes', 'no', 'yes'],
  task: 'binary' as const,
  classes: ['no', 'yes'],
};
const three = { ...binary, task: 'multiclass' as const, classes: ['no', 'perhaps', 'yes'] };

describe('options that contradict the data or each other', () => {
  it.each([
    [regression, { objective: 'logistic' }, /logistic is for classes, and the target is a number/],
    [binary, { objective: 'quantile' }, /quantile is for numbers, and the target has classes/],
    [three, { objective: 'logistic' }, /logistic is for two classes, and the target has 3/],
    [regression, { quantiles: [0.5, 0.1] }, /levels must rise/],
    [
      { ...regression, target: Float64Array.of(1, -2, 3, 4, 5, 6) },
      { objective: 'poisson' },
      /poisson needs a target of zero or more, and the lowest value is -2/,
    ],
    [
      { ...regression, target: Float64Array.of(1, -2, 3, 4, 5, 6) },
      { objective: 'tweedie' },
      /tweedie needs a target of zero or more/,
    ],
    [{ ...regression, target: Float64Array.of(1, Number.NaN, 3, 4, 5, 6) }, {}, /missing or infinite/],
    [
      { ...regression, target: Float64Array.of(1, 2, 3, 4, 5, 1e200) },
      {},
      /largest target is 1e\+200: trees answer in single precision/,
    ],
    [regression, { monotone: { kind: 1 } }, /“kind” holds categories/],
    [regression, { monotone: { day: 1 } }, /“day” is a date/],
    [regression, { monotone: { b: 1 } }, /there is no feature “b”\. The features are a, kind, day/],
    [three, { monotone: { a: 1 } }, /with softmax the classes share one whole/],
    [regression, { interactions: [['a', 'b']] }, /Option interactions: there is no feature “b”/],
    [regression, { folds: 1 }, /one fold leaves nothing/],
    [regression, { folds: 3, patience: 0 }, /patience 0 means that all are run/],
    [regression, { folds: 9, patience: 3 }, /9 folds need 9 rows/],
    [regression, { classWeights: 'balanced' }, /the target is a number and has no classes/],
    [binary, { classWeights: { maybe: 2 } }, /there is no class “maybe”\. The classes are “no”, “yes”/],
    [binary, { classWeights: { no: 0 } }, /two classes at least need a weight above zero/],
    [
      { ...regression, weights: Float64Array.of(1, 1, -1, 1, 1, 1) },
      {},
      /weight is missing, negative or infinite/,
    ],
    [
      { ...regression, weights: Float64Array.of(1, 1, Number.POSITIVE_INFINITY, 1, 1, 1) },
      {},
      /negative or infinite/,
    ],
    [{ ...regression, weights: new Float64Array(6) }, {}, /Every row has the weight 0/],
  ] as const)('are refused in words (%#)', async (input, options, message) => {
    const context = createFitContext();
    await expect(fitRows(input, options, context)).rejects.toThrow(message);
    expect(context.steps).toEqual([]);
  });
});

describe('memory', () => {
  const needs = { outputs: 1, boosters: 1, maxLeaves: 31 };

  it('of a million rows and twenty columns is small', () => {
    expect(planMemory({ ...needs, rows: 1_000_000, columns: 20 }).bytes).toBeLessThan(100e6);
  });

  it('that there cannot be is refused before it is asked for', () => {
    expect(() => planMemory({ ...needs, rows: 16_000_000, columns: 500 })).toThrow(
      /16,000,000 rows × 500 columns need 16\.\d GB of memory to train on, and there can be 3\.2 GB\. Train on a sample/,
    );
  });
});
