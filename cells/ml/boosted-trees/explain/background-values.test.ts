import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeMatrix } from '../made-ensemble.fixture';
import { anyEnsemble } from './any-ensemble.fixture';
import { backgroundValues } from './background-values';
import { backgroundGame, shapleyValues } from './brute-force.fixture';
import { eachPlays, pairsPlay } from './players.fixture';

describe('interventional SHAP values', () => {
  it.each([
    ['a player for each feature', eachPlays],
    ['two features to a player', pairsPlay],
  ])('equal Shapley values by their definition, %s', (_, grouping) => {
    fc.assert(
      fc.property(anyEnsemble({ features: 7, trees: 3, leaves: 20 }, 2), fc.integer(), (made, seed) => {
        const { ensemble, rows } = made;
        const background = makeMatrix(ensemble.features, 3, seed);
        const players = grouping(ensemble.features.length);
        const values = backgroundValues(ensemble, { rows, background, players });
        const outputs = ensemble.base.length;
        for (let row = 0; row < rows.numRows; row++)
          for (let output = 0; output < outputs; output++)
            shapleyValues(
              backgroundGame(ensemble, output, { rows, row, background, players }),
              players.count,
            ).forEach((value, i) => {
              expect(values[(row * outputs + output) * players.count + i]).toBeCloseTo(value, 10);
            });
      }),
      { numRuns: 60 },
    );
  });

  it('are nothing against the row itself', () => {
    fc.assert(
      fc.property(anyEnsemble({ features: 6, trees: 3, leaves: 30 }, 1), ({ ensemble, rows }) => {
        const players = eachPlays(ensemble.features.length);
        expect(
          backgroundValues(ensemble, { rows, background: rows, players }).every((value) => value === 0),
        ).toBe(true);
      }),
    );
  });
});
