import * as tfl from '@tensorflow/tfjs-layers';
import type { NetworkOptions } from '../learner-options';
import { type PictureStep, pictureWidth } from '../picture-step';

/** The first layers of a network whose rows are pictures: for each of `filters`, a convolution of 3 × 3 and the greatest of each 2 × 2. */
export function makeConvolutions(
  picture: PictureStep,
  { options, seed }: { readonly options: NetworkOptions; seed(): number },
): tfl.layers.Layer[] {
  const { size, channels } = picture;
  const layers: tfl.layers.Layer[] = [
    tfl.layers.reshape({
      name: 'picture',
      targetShape: [size, size, channels],
      inputShape: [pictureWidth(picture)],
    }),
  ];
  let side = size;
  for (const [i, filters] of options.filters.entries()) {
    layers.push(
      tfl.layers.conv2d({
        ...{ name: `convolution_${i + 1}`, filters, kernelSize: 3, padding: 'same' },
        activation: options.activation,
        kernelInitializer: tfl.initializers.glorotUniform({ seed: seed() }),
        ...(options.l2 > 0 ? { kernelRegularizer: tfl.regularizers.l2({ l2: options.l2 }) } : {}),
      }),
    );
    if (side < 2) continue;
    layers.push(tfl.layers.maxPooling2d({ name: `pooling_${i + 1}`, poolSize: 2 }));
    side = Math.floor(side / 2);
  }
  return [...layers, tfl.layers.flatten({ name: 'flat' })];
}
