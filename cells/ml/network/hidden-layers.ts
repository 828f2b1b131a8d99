import * as tfl from '@tensorflow/tfjs-layers';
import { type HiddenLayer, isDense, isOfMaps } from '../layer-options';
import type { NetworkOptions } from '../learner-options';
import type { PictureStep } from '../picture-step';

/** How much of the statistics before each batch leaves: 60 epochs of few batches are too short for Keras' 0.99. As PyTorch's BatchNorm. */
const keptOfStatistics = 0.9;

export interface MadeLayers {
  readonly layers: readonly tfl.layers.Layer[];
  /** Those that leave units out, by seeds of their own. */
  readonly dropouts: readonly { seed?: number }[];
}

/**
 * The hidden layers of a network as its options say: those that see pictures first make maps of their rows. Where no layer works on maps,
 * `filters` are put before the others.
 * @throws Error in words where a layer does not suit the rows
 */
export function makeHiddenLayers(
  options: NetworkOptions,
  {
    picture,
    seed,
    nameOf,
  }: { readonly picture: PictureStep | undefined; seed(): number; nameOf(name: string): string },
): MadeLayers {
  const layers: tfl.layers.Layer[] = [];
  const dropouts: { seed?: number }[] = [];
  const own = options.layers.map((layer) => (typeof layer === 'number' ? { units: layer } : layer));
  const misplaced = own.findIndex(isOfMaps);
  if (!picture && misplaced >= 0)
    throw new Error(
      `Option layers: layer ${misplaced + 1} works on the maps of a picture, and here the network takes plain numbers. Leave it out.`,
    );
  const withPenalty = (l2 = options.l2) => (l2 > 0 ? { kernelRegularizer: tfl.regularizers.l2({ l2 }) } : {});
  const random = () => tfl.initializers.glorotUniform({ seed: seed() });
  let side = picture?.size;

  if (picture) {
    const { size, channels } = picture;
    const targetShape = [size, size, channels];
    layers.push(tfl.layers.reshape({ name: 'picture', targetShape }));
  }
  if (picture && misplaced < 0) {
    for (const [i, filters] of options.filters.entries()) {
      layers.push(
        tfl.layers.conv2d({
          ...{ name: `convolution_${i + 1}`, filters, kernelSize: 3, padding: 'same' },
          ...{ activation: options.activation, kernelInitializer: random(), ...withPenalty() },
        }),
      );
      if (side === undefined || side < 2) continue;
      layers.push(tfl.layers.maxPooling2d({ name: `pooling_${i + 1}`, poolSize: 2 }));
      side = Math.floor(side / 2);
    }
  }
  const flatten = () => {
    if (side !== undefined) layers.push(tfl.layers.flatten({ name: 'flat' }));
    side = undefined;
  };
  if (misplaced < 0) flatten();
  own.forEach((layer, i) => {
    if (isDense(layer)) {
      flatten();
      const { units, activation = options.activation, dropout: rate = options.dropout, l2 } = layer;
      const name = nameOf(`hidden_${i + 1}`);
      layers.push(
        tfl.layers.dense({ name, units, activation, kernelInitializer: random(), ...withPenalty(l2) }),
      );
      if (rate === 0) return;
      const dropout = tfl.layers.dropout({ name: nameOf(`dropout_${i + 1}`), rate, seed: 0 });
      layers.push(dropout);
      dropouts.push(dropout as unknown as { seed?: number }); // its field; a fixed seed would give every step the same mask
    } else layers.push(makeSpecial(layer, i));
  });
  flatten();
  return { layers, dropouts };

  function makeSpecial(layer: Exclude<HiddenLayer, { units: number }>, i: number): tfl.layers.Layer {
    switch (layer.kind) {
      case 'batch-normalisation':
        return tfl.layers.batchNormalization({ name: nameOf(`normal_${i + 1}`), momentum: keptOfStatistics });
      case 'convolution': {
        const { filters, window: kernelSize, stride: strides, activation = options.activation, l2 } = layer;
        side = Math.ceil((side ?? 1) / strides);
        return tfl.layers.conv2d({
          ...{ name: `convolution_${i + 1}`, filters, kernelSize, strides, activation, padding: 'same' },
          ...{ kernelInitializer: random(), ...withPenalty(l2) },
        });
      }
      case 'pooling': {
        const { of, window: poolSize } = layer;
        if (side === undefined || side < poolSize)
          throw new Error(
            `Option layers: layer ${i + 1} pools windows of ${poolSize} × ${poolSize}, and its maps have ${side} × ${side} places. Take it out, or larger pictures.`,
          );
        side = Math.floor(side / poolSize);
        const name = `pooling_${i + 1}`;
        return of === 'max'
          ? tfl.layers.maxPooling2d({ name, poolSize })
          : tfl.layers.averagePooling2d({ name, poolSize });
      }
      case 'global-pooling': {
        side = undefined;
        const name = `places_${i + 1}`;
        return layer.of === 'max'
          ? tfl.layers.globalMaxPooling2d({ name })
          : tfl.layers.globalAveragePooling2d({ name });
      }
    }
  }
}
