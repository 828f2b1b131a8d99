/** Who learnt a model; `custom` is a network of the author's own. */
export const learnerNames = [
  'boosted-trees',
  'random-forest',
  'linear',
  'network',
  'nearest-centroid',
  'dummy',
  'custom',
] as const;
export type LearnerName = (typeof learnerNames)[number];
