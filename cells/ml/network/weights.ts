import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Copies of all weights, those that are not trained included, in the model's order. */
export function readWeights(model: LayersModel): Float32Array[] {
  return model.getWeights().map((weight) => Float32Array.from(weight.dataSync()));
}

export function writeWeights(model: LayersModel, weights: readonly Float32Array[]): void {
  tf.tidy(() =>
    model.setWeights(model.getWeights().map((weight, i) => tf.tensor(weights[i] ?? [], weight.shape))),
  );
}
