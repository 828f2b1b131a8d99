import type { LearnerName } from './model';

/** Of learners that are Cellar's own or wrapped by it: its package. */
const own = { cellar: '0.1.0' };
const tensorflow = {
  '@tensorflow/tfjs-core': '4.22.0',
  '@tensorflow/tfjs-layers': '4.22.0',
  backend: 'wasm-simd',
};
const ydf = { ...own, 'ydf-training': '0.0.1', 'ydf-inference': '0.0.4' };

/** Of a network on top of a graph, beside those of the learner. */
export const converterVersion = '4.22.0';

/** What a model was made with; a test holds these against the installed packages. */
export const engineVersions: Readonly<Record<LearnerName, Readonly<Record<string, string>>>> = {
  linear: own,
  network: { ...own, ...tensorflow },
  custom: tensorflow,
  tfjs: { ...tensorflow, '@tensorflow/tfjs-converter': '4.22.0' },
  onnx: { 'onnxruntime-web': '1.30.0' },
  'boosted-trees': own,
  'random-forest': ydf,
  'nearest-centroid': own,
  dummy: own,
};
