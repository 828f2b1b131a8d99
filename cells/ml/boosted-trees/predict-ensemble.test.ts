import { describe, expect, it } from 'vitest';
import { makeEnsemble, makeMatrix, mixedFeatures, walkSlowly } from './made-ensemble.fixture';
import { createPredictor, predictMargins, toPredictions } from './predict-ensemble';

const numbersOnly = mixedFeatures.filter(({ kind }) => kind === 'number');

describe('margins of an ensemble', () => {
  it.each([
    ['numbers', { features: numbersOnly }],
    ['numbers whose zero is missing', { features: numbersOnly, zeroIsMissing: true }],
    ['numbers and categories', {}],
    ['stumps and single leaves', { leaves: 1 }],
  ])('are what the definition of a tree says: %s', (_, options) => {
    // Small ensembles are walked in JavaScript, large ones in WebAssembly.
    for (const trees of [1, 7, 302]) {
      const ensemble = makeEnsemble({ seed: 5, trees, leaves: 20, ...options });
      const predictor = createPredictor(ensemble);
      for (const rows of [1, 2, 5, 8, 63, 1000]) {
        const matrix = makeMatrix(ensemble.features, rows, rows);
        expect(predictor.predictMargins(matrix)).toEqual(walkSlowly(ensemble, matrix));
      }
    }
  });

  it('are the same for a row alone and among others, for every output', () => {
    const ensemble = makeEnsemble({
      seed: 6,
      trees: 60,
      leaves: 31,
      objective: { name: 'softmax', classes: 3 },
    });
    const matrix = makeMatrix(ensemble.features, 500, 1);
    const predictor = createPredictor(ensemble);
    const all = predictor.predictMargins(matrix);
    for (let row = 0; row < 500; row += 7) {
      const alone = predictor.predictMargins({
        numRows: 1,
        columns: matrix.columns.map((c) => c.slice(row, row + 1)),
      });
      expect(alone).toEqual(all.slice(3 * row, 3 * row + 3));
    }
  });

  it('can end after some rounds', () => {
    const ensemble = makeEnsemble({
      seed: 7,
      trees: 90,
      leaves: 60,
      objective: { name: 'softmax', classes: 3 },
    });
    const matrix = makeMatrix(ensemble.features, 50, 1);
    for (const rounds of [0, 1, 4, 30, 99])
      expect(predictMargins(ensemble, matrix, { rounds })).toEqual(walkSlowly(ensemble, matrix, rounds));
    expect(predictMargins(ensemble, matrix, { rounds: 4 })).not.toEqual(predictMargins(ensemble, matrix));
  });

  it('take infinite values as lying outside of all thresholds', () => {
    const ensemble = makeEnsemble({ seed: 8, trees: 20, leaves: 12, features: numbersOnly });
    const at = (value: number) => ({ numRows: 1, columns: [Float64Array.of(value), Float64Array.of(1)] });
    expect(predictMargins(ensemble, at(Infinity))).toEqual(predictMargins(ensemble, at(1e300)));
    expect(predictMargins(ensemble, at(-Infinity))).toEqual(predictMargins(ensemble, at(-1e300)));
  });
});

describe('answers from margins', () => {
  it('are numbers through their link', () => {
    const margins = Float64Array.of(-1, 0, 2);
    expect(toPredictions({ objective: { name: 'huber', delta: 1 } }, margins).values).toEqual(margins);
    const counts = toPredictions({ objective: { name: 'poisson' } }, margins).values;
    expect(counts[2]).toBeCloseTo(7.38905609893065, 12);
    const shares = toPredictions({ objective: { name: 'logistic' } }, margins).values;
    expect(shares[2]).toBeCloseTo(0.8807970779778823, 12);
  });

  it('are classes with probabilities that sum to one, whatever the margins', () => {
    const classes = ['a', 'b', 'c'];
    const margins = Float64Array.of(1000, 0, -1000, 0, 1, 2);
    const { values, probabilities } = toPredictions(
      { objective: { name: 'softmax', classes: 3 } },
      margins,
      classes,
    );
    expect(values).toEqual(['a', 'c']);
    expect(probabilities?.values.slice(0, 3)).toEqual(Float64Array.of(1, 0, 0));
    expect(probabilities?.values[5]).toBeCloseTo(0.6652409557748219, 12);
    const apart = toPredictions({ objective: { name: 'one-against-all', classes: 3 } }, margins, classes);
    expect(apart.values).toEqual(['a', 'c']);
    const [x = 0, y = 0, z = 0] = apart.probabilities?.values.slice(3) ?? [];
    expect(x + y + z).toBeCloseTo(1, 12);
    const two = toPredictions({ objective: { name: 'logistic' } }, Float64Array.of(-800, 0, 3), [
      'no',
      'yes',
    ]);
    expect(two.values).toEqual(['no', 'no', 'yes']);
    expect(two.probabilities?.values.slice(0, 4)).toEqual(Float64Array.of(1, 0, 0.5, 0.5));
  });

  it('are quantiles that rise within a row, and the middle one', () => {
    const { values, quantiles } = toPredictions(
      { objective: { name: 'quantile', levels: [0.05, 0.45, 0.95] } },
      Float64Array.of(3, 2, 1, 4, 5, 6),
    );
    expect(values).toEqual(Float64Array.of(2, 5));
    expect(quantiles?.values).toEqual(Float64Array.of(1, 2, 3, 4, 5, 6));
  });
});
