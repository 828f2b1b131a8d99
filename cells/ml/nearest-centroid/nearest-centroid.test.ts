import { describe, expect, it } from 'vitest';
import { nearestCentroidOptions } from '../learner-options';
import {
  classes,
  features,
  fitContext,
  masses,
  reference,
  shownRows,
  species,
} from '../learners-reference.fixture';
import { nearestCentroid } from '.';

const learn = (options: Record<string, unknown>, known: readonly string[] = classes) =>
  nearestCentroid.fit(
    { features, target: species, task: 'multiclass', classes: known, seed: 1 },
    nearestCentroidOptions.parse(options),
    fitContext,
  );

describe('nearest centroids', () => {
  it.each([
    ['empirical', {}],
    ['uniform', { priors: 'uniform' }],
    ['shrunken', { shrinkThreshold: 2.5 }],
  ] as const)('answer as scikit-learn’s NearestCentroid (%s)', async (name, options) => {
    const wanted = reference.nearestCentroid[name];
    const { values, probabilities } = await (await learn(options)).predict(shownRows);
    expect(values).toEqual(wanted.labels);
    expect(probabilities?.values).toHaveLength(wanted.probabilities.length);
    wanted.probabilities.forEach((probability, i) => {
      // The encoded columns are of single precision.
      expect(probabilities?.values[i]).toBeCloseTo(probability, 5);
    });
  });

  it('never answer a class that no training row had, and are kept whole', async () => {
    const about = {
      task: 'multiclass',
      classes: [...classes, 'Macaroni'],
      assets: fitContext.assets,
    } as const;
    const fitted = await learn({ priors: 'uniform' }, about.classes);
    const answers = await fitted.predict(shownRows);
    expect([...(answers.probabilities?.values ?? [])].filter((_, i) => i % 4 === 3)).toEqual(
      new Array(shownRows.numRows).fill(0),
    );
    const restored = await nearestCentroid.restore(await fitted.files(), about);
    expect(await restored.predict(shownRows)).toEqual(answers);
  });

  it('are for classes only', async () => {
    const input = { features, target: masses, task: 'regression', seed: 1 } as const;
    await expect(nearestCentroid.fit(input, nearestCentroidOptions.parse({}), fitContext)).rejects.toThrow(
      'Nearest centroid is for classes, and the target is a number',
    );
  });
});
