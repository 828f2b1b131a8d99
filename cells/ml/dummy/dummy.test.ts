import { describe, expect, it } from 'vitest';
import { dummyOptions } from '../learner-options';
import {
  classes,
  features,
  fitContext,
  masses,
  reference,
  rowWeights,
  shownRows,
  species,
} from '../learners-reference.fixture';
import { dummy } from '.';

const { dummy: wanted } = reference;
const answer = async (
  target: Float64Array | readonly string[],
  options: Record<string, unknown> = {},
  weights?: Float64Array,
) => {
  const fitted = await dummy.fit(
    {
      ...{ features, target, weights, seed: 1 },
      task: target instanceof Float64Array ? 'regression' : 'multiclass',
      classes: target instanceof Float64Array ? undefined : classes,
    },
    dummyOptions.parse(options),
    fitContext,
  );
  return fitted.predict(shownRows);
};

describe('the dummy', () => {
  it('answers classes as scikit-learn’s DummyClassifier', async () => {
    const { values, probabilities } = await answer(species);
    expect([...new Set<unknown>(values)]).toEqual([wanted.label]);
    expect(values).toHaveLength(shownRows.numRows);
    for (const [options, weights, expected] of [
      [{}, undefined, wanted.prior],
      [{}, rowWeights, wanted.weightedPrior],
      [{ strategy: 'most-frequent' }, undefined, wanted.mostFrequent],
    ] as const) {
      const found = (await answer(species, options, weights)).probabilities?.values;
      expected.forEach((share, c) => {
        expect(found?.[c]).toBeCloseTo(share, 14);
      });
    }
    expect(probabilities?.classes).toEqual(classes);
  });

  it.each([
    ['mean', {}, undefined],
    ['weightedMean', { strategy: 'mean' }, rowWeights],
    ['median', { strategy: 'median' }, undefined],
    ['quantile', { strategy: 'quantile', quantile: 0.9 }, undefined],
  ] as const)('answers numbers as scikit-learn’s DummyRegressor (%s)', async (name, options, weights) => {
    expect((await answer(masses, options, weights)).values[0]).toBeCloseTo(wanted[name], 9);
  });

  it('refuses an answer that does not go with the target', async () => {
    await expect(answer(species, { strategy: 'median' })).rejects.toThrow('median is for numbers');
    await expect(answer(masses, { strategy: 'prior' })).rejects.toThrow('prior is for classes');
  });
});
