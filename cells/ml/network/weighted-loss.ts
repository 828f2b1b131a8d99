import { mul, reshape, type Tensor, type Tensor1D } from '@tensorflow/tfjs-core';
import { metrics } from '@tensorflow/tfjs-layers';
import type { Task } from '../model';

const names = {
  regression: 'meanSquaredError',
  binary: 'binaryCrossentropy',
  multiclass: 'categoricalCrossentropy',
} as const;

/** The loss of a task, and what a batch's rows count in it: TensorFlow.js trains on a batch without asking for weights. */
export function createLoss(
  task: Task,
  isWeighted: boolean,
): {
  readonly loss: string | ((truth: Tensor, answers: Tensor) => Tensor);
  setWeights(weights: Tensor1D | undefined): void;
} {
  let current: Tensor1D | undefined;
  const setWeights = (weights: Tensor1D | undefined) => {
    current = weights;
  };
  const name = names[task];
  if (!isWeighted) return { loss: name, setWeights };
  return {
    loss: (truth, answers) => {
      const losses = metrics[name](truth, answers); // n × 1 or n: one for each row
      return current ? mul(reshape(losses, [-1]), current) : losses;
    },
    setWeights,
  };
}
