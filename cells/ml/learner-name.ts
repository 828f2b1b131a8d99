/** Who learnt a model; `custom` is a network of the author's own, `onnx` a model that was made elsewhere. */
export const learnerNames = [
  'boosted-trees',
  'random-forest',
  'linear',
  'network',
  'nearest-centroid',
  'dummy',
  'custom',
  'onnx',
] as const;
export type LearnerName = (typeof learnerNames)[number];
