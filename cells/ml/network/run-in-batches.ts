import * as tf from '@tensorflow/tfjs-core';

const mostRows = 4096;
/** Numbers of a batch at most: pictures are thousands each, and their convolutions several times as many. */
const mostValues = 2 ** 20;

/** What a model with one input of `shape` (without the rows) and one output gives for row-major rows, row-major. */
export function runInBatches(
  x: Float32Array,
  shape: readonly number[],
  run: (batch: tf.Tensor) => tf.Tensor | tf.Tensor[],
): Float32Array {
  const width = tf.util.sizeFromShape([...shape]);
  const n = x.length / width;
  const batchRows = Math.max(1, Math.min(mostRows, Math.floor(mostValues / width)));
  let answers: Float32Array | undefined;
  for (let start = 0; start < n; start += batchRows) {
    const rows = Math.min(batchRows, n - start);
    tf.tidy(() => {
      const batch = tf.tensor(x.subarray(start * width, (start + rows) * width), [rows, ...shape]);
      const output = run(batch);
      const values = (Array.isArray(output) ? output[0] : output)?.dataSync() ?? [];
      answers ??= new Float32Array((values.length / rows) * n);
      answers.set(values, (start * answers.length) / n);
    });
  }
  return answers ?? new Float32Array();
}
