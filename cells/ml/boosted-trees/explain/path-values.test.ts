import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marginOf, pathGame, shapleyValues } from './brute-force.fixture';
import type { Players } from './path-tree';
import { expectedMargins, pathValues } from './path-values';
import { anyEnsemble } from './random-ensemble.fixture';

const each = (count: number): Players => ({
  count,
  ofFeature: Int32Array.from({ length: count }, (_, i) => i),
});
const pairs = (count: number): Players => ({
  count: Math.ceil(count / 2),
  ofFeature: Int32Array.from({ length: count }, (_, i) => i >> 1),
});

describe('path-dependent SHAP values', () => {
  it('sum to the margin', () => {
    fc.assert(
      fc.property(anyEnsemble({ features: 40, trees: 8, leaves: 200 }, 6), ({ ensemble, rows }) => {
        const players = each(ensemble.features.length);
        const values = pathValues(ensemble, rows, players);
        const base = expectedMargins(ensemble, players);
        for (let row = 0; row < rows.numRows; row++)
          base.forEach((expected, output) => {
            const start = (row * base.length + output) * players.count;
            const sum = values.subarray(start, start + players.count).reduce((a, b) => a + b, expected);
            const margin = marginOf(ensemble, output, (f) => rows.columns[f]?.[row] ?? Number.NaN);
            expect(Math.abs(sum - margin)).toBeLessThan(1e-9);
          });
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['a player for each feature', each],
    ['two features to a player', pairs],
  ])('equal Shapley values by their definition, %s', (_, grouping) => {
    fc.assert(
      fc.property(anyEnsemble({ features: 7, trees: 4, leaves: 20 }, 2), ({ ensemble, rows }) => {
        const players = grouping(ensemble.features.length);
        const values = pathValues(ensemble, rows, players);
        const outputs = ensemble.base.length;
        for (let row = 0; row < rows.numRows; row++)
          for (let output = 0; output < outputs; output++) {
            const game = pathGame(ensemble, output, rows, row, players);
            shapleyValues(game, players.count).forEach((value, i) => {
              expect(values[(row * outputs + output) * players.count + i]).toBeCloseTo(value, 10);
            });
            expect(expectedMargins(ensemble, players)[output]).toBeCloseTo(game(0), 10);
          }
      }),
      { numRuns: 60 },
    );
  });
});
