import { type Tensor1D, train } from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { NetworkOptions } from '../learner-options';
import type { Task } from '../model';
import type { PictureStep } from '../picture-step';
import type { Random } from '../random';
import type { Base } from '../transfer/base';
import { freeName } from '../transfer/free-name';
import { makeConvolutions } from './convolutions';
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

/** A compiled network, convolutions first where rows are pictures, its weights drawn with `random`. */
export function buildNetwork(
  { width, outputs, task, isWeighted, picture, base }: NetworkShape,
  options: NetworkOptions,
  random: Random,
): Network {
  const seed = () => Math.floor(random() * 2 ** 31);
  const nameOf = (name: string) => freeName(name, base?.names ?? new Set());
  const layers: tfl.layers.Layer[] = picture && !base ? makeConvolutions(picture, { options, seed }) : [];
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
      name: nameOf(name),
      units,
      activation,
      kernelInitializer: tfl.initializers.glorotUniform({ seed: seed() }),
      ...(l2 > 0 ? { kernelRegularizer: tfl.regularizers.l2({ l2 }) } : {}),
      ...(layers.length === 0 && !base?.thaw ? { inputShape: [width] } : {}),
    });
  options.layers.forEach((layer, i) => {
    const own = typeof layer === 'number' ? { units: layer } : layer;
    layers.push(dense(`hidden_${i + 1}`, { activation: options.activation, ...own }));
    const { dropout: rate = options.dropout } = own;
    if (rate === 0) return;
    const dropout = tfl.layers.dropout({ name: nameOf(`dropout_${i + 1}`), rate, seed: 0 });
    layers.push(dropout);
    dropouts.push(dropout as unknown as { seed?: number }); // its field; a fixed seed would give every step the same mask
  });
  const output = { regression: 'linear', binary: 'sigmoid', multiclass: 'softmax' } as const;
  layers.push(dense('output', { units: outputs, activation: output[task] }));
  const model = base?.thaw
    ? stackOn(base.thaw, width, layers)
    : tfl.sequential({ name: 'network', layers: [...layers] });
  const { loss, setWeights } = createLoss(task, isWeighted);
  model.compile({ optimizer: train.adam(options.learningRate), loss });
  return {
    model,
    layers,
    setWeights,
    reseedDropout() {
      for (const dropout of dropouts) dropout.seed = seed();
    },
    dispose() {
      model.optimizer.dispose();
      for (const layer of layers) for (const weight of layer.weights) weight.dispose();
    },
  };
}

function stackOn(
  thaw: NonNullable<Base['thaw']>,
  width: number,
  layers: readonly tfl.layers.Layer[],
): tfl.LayersModel {
  const inputs = tfl.input({ shape: [width] });
  // Each layer takes one tensor and gives one.
  const outputs = layers.reduce((x, layer) => layer.apply(x) as tfl.SymbolicTensor, thaw(inputs));
  return tfl.model({ name: 'network', inputs, outputs });
}
