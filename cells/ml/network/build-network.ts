import { type Tensor1D, train } from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { NetworkOptions } from '../learner-options';
import type { Task } from '../model';
import type { PictureStep } from '../picture-step';
import type { Random } from '../random';
import { addConvolutions } from './convolutions';
import { createLoss } from './weighted-loss';

export interface Network {
  readonly model: tfl.Sequential;
  /** Gives every dropout layer the seed of its next mask. */
  reseedDropout(): void;
  /** The rows of the next batch count as much as this says, n numbers; undefined where the loss is not weighed. */
  setWeights(weights: Tensor1D | undefined): void;
}

/** A compiled network, convolutions first where rows are pictures, its weights drawn with `random`. */
export function buildNetwork(
  {
    width,
    outputs,
    task,
    isWeighted,
    picture,
  }: {
    readonly width: number;
    readonly outputs: number;
    readonly task: Task;
    /** Each batch comes with the weights of its rows. */
    readonly isWeighted: boolean;
    /** Of rows that are pictures. */
    readonly picture?: PictureStep;
  },
  options: NetworkOptions,
  random: Random,
): Network {
  const seed = () => Math.floor(random() * 2 ** 31);
  const model = tfl.sequential({ name: 'network' });
  const dropouts: { seed?: number }[] = [];
  const dense = (
    name: string,
    {
      units,
      activation,
      l2 = options.l2,
    }: {
      readonly units: number;
      readonly activation: NetworkOptions['activation'] | 'linear' | 'sigmoid' | 'softmax';
      readonly l2?: number;
    },
  ) =>
    tfl.layers.dense({
      name,
      units,
      activation,
      kernelInitializer: tfl.initializers.glorotUniform({ seed: seed() }),
      ...(l2 > 0 ? { kernelRegularizer: tfl.regularizers.l2({ l2 }) } : {}),
      ...(model.layers.length === 0 ? { inputShape: [width] } : {}),
    });
  if (picture) addConvolutions(model, picture, { options, seed });
  options.layers.forEach((layer, i) => {
    const own = typeof layer === 'number' ? { units: layer } : layer;
    model.add(dense(`hidden_${i + 1}`, { activation: options.activation, ...own }));
    const { dropout: rate = options.dropout } = own;
    if (rate === 0) return;
    const dropout = tfl.layers.dropout({ name: `dropout_${i + 1}`, rate, seed: 0 });
    model.add(dropout);
    dropouts.push(dropout as unknown as { seed?: number }); // its field; a fixed seed would give every step the same mask
  });
  const output = { regression: 'linear', binary: 'sigmoid', multiclass: 'softmax' } as const;
  const { loss, setWeights } = createLoss(task, isWeighted);
  model.add(dense('output', { units: outputs, activation: output[task] }));
  model.compile({ optimizer: train.adam(options.learningRate), loss });
  return {
    model,
    setWeights,
    reseedDropout() {
      for (const dropout of dropouts) dropout.seed = seed();
    },
  };
}
