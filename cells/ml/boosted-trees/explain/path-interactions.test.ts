import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyEnsemble } from './any-ensemble.fixture';
import { pathGame, shapleyInteraction } from './brute-force.fixture';
import { pathInteractions } from './path-interactions';
import { pathValues } from './path-values';
import { eachPlays, pairsPlay } from './players.fixture';

describe('SHAP interaction values', () => {
  it('are symmetric, and each row of them sums to its value', () => {
    fc.assert(
      fc.property(anyEnsemble({ features: 12, trees: 6, leaves: 60 }, 3), ({ ensemble, rows }) => {
        const players = eachPlays(ensemble.features.length);
        const { count } = players;
        const { values } = pathValues(ensemble, rows, players);
        const table = pathInteractions(ensemble, rows, players, values);
        values.forEach((value, at) => {
          const own = table.subarray(at * count, (at + 1) * count);
          expect(own.reduce((a, b) => a + b, 0)).toBeCloseTo(value, 10);
          const start = Math.floor(at / count) * count * count;
          own.forEach((pair, j) => {
            expect(pair).toBe(table[start + j * count + (at % count)]);
          });
        });
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['a player for each feature', eachPlays],
    ['two features to a player', pairsPlay],
  ])('equal the interaction index by its definition, %s', (_, grouping) => {
    fc.assert(
      fc.property(anyEnsemble({ features: 7, trees: 3, leaves: 16 }, 1), ({ ensemble, rows }) => {
        const players = grouping(ensemble.features.length);
        const { count } = players;
        const table = pathInteractions(ensemble, rows, players, pathValues(ensemble, rows, players).values);
        for (let output = 0; output < ensemble.base.length; output++) {
          const game = pathGame(ensemble, output, rows, 0, players);
          for (let i = 0; i < count; i++)
            for (let j = 0; j < i; j++)
              expect(table[(output * count + i) * count + j]).toBeCloseTo(
                shapleyInteraction(game, count, [i, j]) / 2,
                10,
              );
        }
      }),
      { numRuns: 40 },
    );
  });
});
