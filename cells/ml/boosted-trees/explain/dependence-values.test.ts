import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeMatrix } from '../made-ensemble.fixture';
import { anyEnsemble } from './any-ensemble.fixture';
import { marginOf, pathGame } from './brute-force.fixture';
import { dependenceValues } from './dependence-values';
import { eachPlays, pairsPlay } from './players.fixture';

describe('partial dependence', () => {
  it('is the mean margin of rows that were all given the value', () => {
    fc.assert(
      fc.property(anyEnsemble({ features: 6, trees: 4, leaves: 30 }, 9), fc.integer(), (made, seed) => {
        const { ensemble, rows } = made;
        const at = makeMatrix(ensemble.features, 5, seed);
        const players = pairsPlay(ensemble.features.length);
        const values = dependenceValues(ensemble, { player: 0, at, rows, players });
        values.forEach((value, index) => {
          const place = Math.floor(index / ensemble.base.length);
          let sum = 0;
          for (let row = 0; row < rows.numRows; row++)
            sum += marginOf(ensemble, index % ensemble.base.length, (feature) =>
              players.ofFeature[feature] === 0
                ? (at.columns[feature]?.[place] ?? Number.NaN)
                : (rows.columns[feature]?.[row] ?? Number.NaN),
            );
          expect(value).toBeCloseTo(sum / rows.numRows, 10);
        });
      }),
    );
  });

  it('without rows is what the training rows’ paths expect where only that input is known', () => {
    fc.assert(
      fc.property(anyEnsemble({ features: 6, trees: 4, leaves: 30 }, 5), ({ ensemble, rows }) => {
        const players = eachPlays(ensemble.features.length);
        const player = ensemble.features.length - 1;
        dependenceValues(ensemble, { player, at: rows, players }).forEach((value, index) => {
          const row = Math.floor(index / ensemble.base.length);
          const game = pathGame(ensemble, index % ensemble.base.length, rows, row, players);
          expect(value).toBeCloseTo(game(1 << player), 10);
        });
      }),
    );
  });
});
