import * as tf from '@tensorflow/tfjs-core';
import type { NetworkOptions } from '../learner-options';
import type { Network } from './build-network';
import type { TrialStep } from './choose-backend';

export interface TrialShape {
  readonly width: number;
  readonly outputs: number;
  readonly isWeighted: boolean;
}

/** Steps of a network on one batch of made numbers: what a step costs does not depend on them. */
export function startTrial(
  { model, reseedDropout, setWeights, dispose }: Network,
  { width, outputs, isWeighted }: TrialShape,
  { batchSize }: Pick<NetworkOptions, 'batchSize'>,
): TrialStep {
  const fill = (length: number) => Float32Array.from({ length }, (_, i) => ((i * 37) % 101) / 101);
  return {
    // Data goes over and the loss comes back at each step, as in training.
    async run() {
      const xs = tf.tensor2d(fill(batchSize * width), [batchSize, width]);
      const ys = tf.tensor2d(fill(batchSize * outputs), [batchSize, outputs]);
      const ws = isWeighted ? tf.tensor1d(fill(batchSize)) : undefined;
      reseedDropout();
      setWeights(ws);
      await model.trainOnBatch(xs, ys);
      tf.dispose(ws ? [xs, ys, ws] : [xs, ys]);
    },
    dispose,
  };
}
