/** Who learnt a model; `custom` is a network of the author's own, `onnx` and `tfjs` are models that were made elsewhere. */
export const learnerNames = [
  'boosted-trees',
  'random-forest',
  'linear',
  'network',
  'nearest-centroid',
  'dummy',
  'custom',
  'onnx',
  'tfjs',
] as const;
export type LearnerName = (typeof learnerNames)[number];

/** Models that were trained by other programs. */
export type ElsewhereLearner = 'onnx' | 'tfjs';
