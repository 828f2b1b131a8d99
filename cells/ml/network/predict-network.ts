import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Predictions } from '../model';
import { labelPredictions } from '../predictions';

const mostRows = 4096;
/** Numbers of a batch at most: pictures are thousands each, and their convolutions several times as many. */
const mostValues = 2 ** 20;

/** The model's single output on a row-major matrix of its input's width, row-major. */
export function predictMatrix(model: LayersModel, x: Float32Array): Float32Array {
  const width = model.inputs[0]?.shape[1] ?? 1;
  const n = x.length / width;
  const outputs = model.outputs[0]?.shape[1] ?? 1;
  const batchRows = Math.max(1, Math.min(mostRows, Math.floor(mostValues / width)));
  const answers = new Float32Array(n * outputs);
  for (let start = 0; start < n; start += batchRows) {
    const rows = Math.min(batchRows, n - start);
    tf.tidy(() => {
      const batch = tf.tensor2d(x.subarray(start * width, (start + rows) * width), [rows, width]);
      const output = model.predictOnBatch(batch);
      answers.set((Array.isArray(output) ? output[0] : output)?.dataSync() ?? [], start * outputs);
    });
  }
  return answers;
}

/** Labels and probabilities: one output is the second class's probability, several are all of them. */
export function predictClasses(model: LayersModel, x: Float32Array, classes: readonly string[]): Predictions {
  const raw = predictMatrix(model, x);
  if (model.outputs[0]?.shape[1] !== 1) return labelPredictions(classes, Float64Array.from(raw));
  const both = new Float64Array(raw.length * 2);
  raw.forEach((p, row) => {
    both[2 * row] = 1 - p;
    both[2 * row + 1] = p;
  });
  return labelPredictions(classes, both);
}
