import { type Tensor1D, train } from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { NetworkOptions } from '../learner-options';
import type { Task } from '../model';
import type { PictureStep } from '../picture-step';
import type { Random } from '../random';
import type { Base } from '../transfer/base';
import { freeName } from '../transfer/free-name';
import { makeHiddenLayers } from './hidden-layers';
import { createLoss } from './weighted-loss';

export interface Network {
  readonly model: tfl.LayersModel;
  /** Its own layers in their order: without what is thawed of a base. */
  readonly layers: readonly tfl.layers.Layer[];
  /** Gives every dropout layer the seed of its next mask. */
  reseedDropout(): void;
  /** The rows of the next batch count as much as this says, n numbers; undefined where the loss is not weighed. */
  setWeights(weights: Tensor1D | undefined): void;
  /** Of its own layers; what is thawed of a base is the base's. */
  dispose(): void;
}

export interface NetworkShape {
  readonly width: number;
  readonly outputs: number;
  readonly task: Task;
  /** Each batch comes with the weights of its rows. */
  readonly isWeighted: boolean;
  /** Of rows that are pictures. */
  readonly picture?: PictureStep;
  /** What answers the pictures first: rows are its answers. */
  readonly base?: Pick<Base, 'names' | 'thaw'>;
}

/** A compiled network, its weights drawn with `random`. */
export function buildNetwork(
  { width, outputs, task, isWeighted, picture, base }: NetworkShape,
  options: NetworkOptions,
  random: Random,
): Network {
  const seed = () => Math.floor(random() * 2 ** 31);
  const nameOf = (name: string) => freeName(name, base?.names ?? new Set());
  const hidden = makeHiddenLayers(options, { picture: base ? undefined : picture, seed, nameOf });
  const activation = { regression: 'linear', binary: 'sigmoid', multiclass: 'softmax' } as const;
  const last = tfl.layers.dense({
    name: nameOf('output'),
    units: outputs,
    activation: activation[task],
    kernelInitializer: tfl.initializers.glorotUniform({ seed: seed() }),
    ...(options.l2 > 0 ? { kernelRegularizer: tfl.regularizers.l2({ l2: options.l2 }) } : {}),
  });
  const layers = [...hidden.layers, last];
  const model = stack(width, layers, base?.thaw);
  const { loss, setWeights } = createLoss(task, isWeighted);
  model.compile({ optimizer: train.adam(options.learningRate), loss });
  return {
    model,
    layers,
    setWeights,
    reseedDropout() {
      for (const dropout of hidden.dropouts) dropout.seed = seed();
    },
    dispose() {
      model.optimizer.dispose();
      for (const layer of layers) for (const weight of layer.weights) weight.dispose();
    },
  };
}

/** One layer after the other, from rows of `width` numbers. */
function stack(
  width: number,
  layers: readonly tfl.layers.Layer[],
  thaw: Base['thaw'] = (rows) => rows,
): tfl.LayersModel {
  const inputs = tfl.input({ shape: [width], name: 'rows' });
  // Each layer takes one tensor and gives one.
  const outputs = layers.reduce((x, layer) => layer.apply(x) as tfl.SymbolicTensor, thaw(inputs));
  return tfl.model({ name: 'network', inputs, outputs });
}
