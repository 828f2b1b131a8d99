import { describe, expect, it } from 'vitest';
import { networkOptions } from '../learner-options';
import { features, fitContext, masses, rowWeights, species } from '../learners-reference.fixture';
import type { Columns, Predictions } from '../model';
import { takeTableRows } from '../read-table';
import { network } from '.';

/** Every row twice, so that the columns are scaled alike. */
const rows = features.numRows;
const twice = (): Columns =>
  takeTableRows(
    features,
    Array.from({ length: 2 * rows }, (_, i) => i % rows),
  );
const options = networkOptions.parse({ layers: [8], epochs: 12, batchSize: 4096, learningRate: 0.05 });

const isGentoo = species.map((one) => (one === 'Gentoo' ? 'yes' : 'no'));

const learn = async (
  given: Columns,
  target: Float64Array | readonly string[],
  weights?: Float64Array,
): Promise<Predictions> => {
  const classes = target instanceof Float64Array ? undefined : [...new Set(target)].sort();
  const task = !classes ? 'regression' : classes.length === 2 ? 'binary' : 'multiclass';
  const validation = { features, target: target.slice(0, rows), weights: rowWeights };
  const fitted = await network.fit(
    { features: given, target, weights, task, classes, validation, seed: 3 },
    options,
    fitContext,
  );
  const answers = await fitted.predict(features);
  fitted.dispose();
  return answers;
};

const numbersOf = ({ values, probabilities }: Predictions) =>
  [...(probabilities?.values ?? values)].map(Number);

describe('the weights of a network’s rows', () => {
  it.each([
    ['three classes', species, species.toReversed()],
    ['two classes', isGentoo, isGentoo.toReversed()],
    ['numbers', masses, masses.toReversed()],
  ] as const)('rows of weight 0 teach it nothing (%s)', async (_, truth, wrong) => {
    const both =
      truth instanceof Float64Array
        ? Float64Array.from([...truth, ...wrong].map(Number))
        : [...truth, ...wrong].map(String);
    const weights = Float64Array.from({ length: 2 * rows }, (_, i) => (i < rows ? 5 : 0));
    const weighed = numbersOf(await learn(twice(), both, weights));
    const alone = numbersOf(await learn(features, truth));
    weighed.forEach((value, i) => {
      expect(value / (alone[i] ?? Number.NaN)).toBeCloseTo(1, 2);
    });
  });
});
