import type { SearchableLearner } from '../learners-about';
import type { SearchedOptionsInput } from './search-space';

/** What is worth searching for each learner, over ranges that hold the settings of most tables. */
export const usualSearch: Readonly<Record<SearchableLearner, SearchedOptionsInput>> = {
  'boosted-trees': {
    learningRate: { from: 0.02, to: 0.3, scale: 'log' },
    maxLeaves: { from: 8, to: 128, scale: 'log' },
    minSamplesLeaf: { from: 5, to: 100, scale: 'log' },
    columnsByTree: { from: 0.5, to: 1 },
    l2: { from: 0.01, to: 10, scale: 'log' },
  },
  'random-forest': {},
  linear: { l2: { from: 0.001, to: 1000, scale: 'log' } },
  network: {
    layers: { oneOf: [[32], [64, 32], [128, 64]] },
    learningRate: { from: 0.0003, to: 0.03, scale: 'log' },
    dropout: { from: 0, to: 0.4 },
    batchSize: { oneOf: [64, 128, 256] },
  },
};
