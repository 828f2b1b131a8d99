import fc from 'fast-check';
import type { Ensemble, TreeFeature } from '../ensemble';
import { makeEnsemble, makeMatrix } from '../made-ensemble.fixture';

export interface Largest {
  readonly features: number;
  readonly trees: number;
  readonly leaves: number;
}

/** Numbers and categories in turns. */
export const madeFeatures = (count: number): TreeFeature[] =>
  Array.from({ length: count }, (_, i) =>
    i % 3 === 2
      ? { name: `x${i}`, kind: 'category', categories: Array.from({ length: 40 }, (_, k) => `c${k}`) }
      : { name: `x${i}`, kind: 'number' },
  );

/** An ensemble with rows for it, for properties; some of its edges no training row passed. */
export const anyEnsemble = (largest: Largest, numRows: number) =>
  fc
    .record({
      seed: fc.integer(),
      features: fc.integer({ min: 1, max: largest.features }).map(madeFeatures),
      trees: fc.integer({ min: 1, max: largest.trees }),
      leaves: fc.integer({ min: 1, max: largest.leaves }),
      objective: fc.constantFrom({ name: 'squared' } as const, { name: 'softmax', classes: 3 } as const),
      zeroIsMissing: fc.boolean(),
      never: fc.integer({ min: 1, max: 40 }),
    })
    .map(({ never, ...options }) => ({
      ensemble: withoutCover(makeEnsemble(options), never),
      rows: makeMatrix(options.features, numRows, options.seed),
    }));

/** Every so many nodes have no cover. */
const withoutCover = (ensemble: Ensemble, every: number): Ensemble => ({
  ...ensemble,
  trees: ensemble.trees.map((tree) => ({
    ...tree,
    cover: tree.cover.map((cover, node) => (node % 41 === every ? 0 : cover)),
  })),
});
