import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ensemble } from '../ensemble';
import { makeEnsemble, makeMatrix } from '../made-ensemble.fixture';
import { predictMargins } from '../predict-ensemble';
import { anyEnsemble, madeFeatures } from './any-ensemble.fixture';
import { pathGame, shapleyValues } from './brute-force.fixture';
import { pathValues } from './path-values';
import { eachPlays, pairsPlay } from './players.fixture';

describe('path-dependent SHAP values', () => {
  it('sum to the margin', () => {
    fc.assert(
      fc.property(anyEnsemble({ features: 40, trees: 8, leaves: 200 }, 6), ({ ensemble, rows }) => {
        const players = eachPlays(ensemble.features.length);
        const { base, values } = pathValues(ensemble, rows, players);
        const margins = predictMargins(ensemble, rows);
        for (let row = 0; row < rows.numRows; row++)
          base.forEach((expected, output) => {
            const start = (row * base.length + output) * players.count;
            const sum = values.subarray(start, start + players.count).reduce((a, b) => a + b, expected);
            const margin = margins[row * base.length + output] ?? 0;
            expect(Math.abs(sum - margin)).toBeLessThan(1e-9);
          });
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['a player for each feature', eachPlays],
    ['two features to a player', pairsPlay],
  ])('equal Shapley values by their definition, %s', (_, grouping) => {
    fc.assert(
      fc.property(anyEnsemble({ features: 7, trees: 4, leaves: 20 }, 2), ({ ensemble, rows }) => {
        const players = grouping(ensemble.features.length);
        const { base, values } = pathValues(ensemble, rows, players);
        const outputs = ensemble.base.length;
        for (let row = 0; row < rows.numRows; row++)
          for (let output = 0; output < outputs; output++) {
            const game = pathGame(ensemble, output, rows, row, players);
            shapleyValues(game, players.count).forEach((value, i) => {
              expect(values[(row * outputs + output) * players.count + i]).toBeCloseTo(value, 10);
            });
            expect(base[output]).toBeCloseTo(game(0), 10);
          }
      }),
      { numRuns: 60 },
    );
  });

  it('give nothing to a player that no split reads, and the same to two that play alike', () => {
    const ensemble = makeEnsemble({ features: madeFeatures(3), trees: 5, leaves: 20, seed: 7 });
    const rows = makeMatrix(ensemble.features, 20, 8);
    const players = { count: 4, ofFeature: Int32Array.of(0, 1, 3) };
    const { values } = pathValues(ensemble, rows, players);
    expect(values.filter((_, i) => i % 4 === 2)).toEqual(new Float64Array(20));

    const and = makeStump();
    const row = { numRows: 1, columns: [Float64Array.of(1), Float64Array.of(1)] };
    const { values: both } = pathValues(and, row, eachPlays(2));
    expect(both[0]).toBeCloseTo(both[1] ?? 0, 14);
    expect(both[0]).toBeCloseTo(3 / 8, 14);
  });

  it.each([0.02, 0.5, 0.999])(
    'sum on a path of 400 players too, of which each keeps %s of the rows',
    (share) => {
      const chain = makeChain(400, share);
      const rows = makeMatrix(chain.features, 5, 1);
      const { base, values } = pathValues(chain, rows, eachPlays(400));
      predictMargins(chain, rows).forEach((margin, row) => {
        const own = values.subarray(row * 400, (row + 1) * 400);
        expect(own.reduce((a, b) => a + b, base[0] ?? 0)).toBeCloseTo(margin, 9);
      });
    },
  );

  it('come to nothing and nowhere for no rows and for trees of a single leaf', () => {
    const ensemble = makeEnsemble({ features: madeFeatures(3), trees: 2, leaves: 1, seed: 1 });
    const { features } = ensemble;
    expect(pathValues(ensemble, makeMatrix(features, 0, 1), eachPlays(3)).values).toHaveLength(0);
    expect(pathValues(ensemble, makeMatrix(features, 2, 1), eachPlays(3)).values).toEqual(
      new Float64Array(6),
    );
  });
});

/** x0 > 0.5 and x1 > 0.5 is 1, else 0; a half of the rows each way. */
function makeStump(): Ensemble {
  const { feature, left, right, threshold, value, cover } = {
    feature: Int32Array.of(0, -1, 1, -1, -1),
    left: Int32Array.of(1, 0, 3, 0, 0),
    right: Int32Array.of(2, 0, 4, 0, 0),
    threshold: Float64Array.of(0.5, 0, 0.5, 0, 0),
    value: Float64Array.of(0, 0, 0, 0, 1),
    cover: Float64Array.of(8, 4, 4, 2, 2),
  };
  const none = new Int32Array(5);
  const tree = {
    ...{ feature, left, right, threshold, value, cover, count: cover, gain: new Float64Array(5) },
    ...{ flags: new Uint8Array(5), setStart: none, setLength: none, sets: new Uint32Array(0) },
  };
  return {
    objective: { name: 'squared' },
    features: [
      { name: 'x0', kind: 'number' },
      { name: 'x1', kind: 'number' },
    ],
    ...{ base: Float64Array.of(0), trees: [tree], output: Int32Array.of(0), origin: 'cellar' },
  };
}

/** One tree that asks a feature after another; whoever goes left is answered at once. */
function makeChain(depth: number, share: number): Ensemble {
  const features = Array.from({ length: depth }, (_, i) => ({ name: `x${i}`, kind: 'number' }) as const);
  const size = 2 * depth + 1;
  const inner = (node: number) => node < size - 1 && node % 2 === 0;
  const make = (valueAt: (node: number) => number) =>
    Float64Array.from({ length: size }, (_, node) => valueAt(node));
  const kept = (node: number) => share ** Math.floor(node / 2);
  const cover = make((node) => (node % 2 === 0 ? kept(node) : kept(node) * (1 - share)));
  const none = new Int32Array(size);
  const tree = {
    feature: Int32Array.from(make((node) => (inner(node) ? node / 2 : -1))),
    left: Int32Array.from(make((node) => (inner(node) ? node + 1 : 0))),
    right: Int32Array.from(make((node) => (inner(node) ? node + 2 : 0))),
    threshold: make(() => -5),
    value: make((node) => (inner(node) ? 0 : Math.sin(node))),
    ...{ cover, count: cover, gain: new Float64Array(size) },
    ...{ flags: new Uint8Array(size), setStart: none, setLength: none, sets: new Uint32Array(0) },
  };
  return {
    ...{ objective: { name: 'squared' }, features, base: Float64Array.of(0) },
    ...{ trees: [tree], output: Int32Array.of(0), origin: 'cellar' },
  };
}
