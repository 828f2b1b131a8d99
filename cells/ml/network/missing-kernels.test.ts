import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { nodeAssets } from '../node-assets';
import { startBackend } from './backend';
import { registerMissingKernels } from './missing-kernels';

beforeAll(async () => {
  await startBackend(nodeAssets());
  await registerMissingKernels();
});

async function lossesOf(backend: string, layers: tfl.layers.Layer[], xs: () => tf.Tensor): Promise<number[]> {
  await tf.setBackend(backend);
  const model = tfl.sequential({ layers });
  model.compile({ optimizer: tf.train.sgd(0.002), loss: 'meanSquaredError' });
  const ys = tf.tensor2d([[1], [0], [2]]);
  const losses: number[] = [];
  for (let step = 0; step < 3; step++) losses.push(Number(await model.trainOnBatch(xs(), ys)));
  return losses;
}

const image = () => tf.randomUniform([3, 6, 6, 2], 0, 1, 'float32', 7);
const seeded = () => tfl.initializers.glorotUniform({ seed: 3 });

it.each([
  [
    'convolutions',
    () => [
      tfl.layers.conv2d({ inputShape: [6, 6, 2], filters: 3, kernelSize: 3, kernelInitializer: seeded() }),
      tfl.layers.depthwiseConv2d({ kernelSize: 2, depthwiseInitializer: seeded() }),
      tfl.layers.flatten(),
      tfl.layers.dense({ units: 1, kernelInitializer: seeded() }),
    ],
    image,
  ],
  [
    'convolutions that keep the size',
    () => [
      tfl.layers.conv2d({
        ...{ inputShape: [6, 6, 2], filters: 3, kernelSize: 3, padding: 'same' },
        kernelInitializer: seeded(),
      }),
      tfl.layers.maxPooling2d({ poolSize: 2 }),
      tfl.layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', kernelInitializer: seeded() }),
      tfl.layers.conv2d({
        ...{ filters: 2, kernelSize: 3, strides: 2, padding: 'same' },
        kernelInitializer: seeded(),
      }),
      tfl.layers.flatten(),
      tfl.layers.dense({ units: 1, kernelInitializer: seeded() }),
    ],
    image,
  ],
  [
    'embeddings',
    () => [
      tfl.layers.embedding({ inputDim: 5, outputDim: 2, inputLength: 2, embeddingsInitializer: seeded() }),
      tfl.layers.flatten(),
      tfl.layers.dense({ units: 1, kernelInitializer: seeded() }),
    ],
    () =>
      tf.tensor2d([
        [0, 1],
        [1, 4],
        [3, 3],
      ]),
  ],
] as const)('%s train on WebAssembly as they do in JavaScript', async (_, layers, xs) => {
  const wasm = await lossesOf('wasm', [...layers()], xs);
  const cpu = await lossesOf('cpu', [...layers()], xs);
  await tf.setBackend('wasm');
  expect(wasm[2]).toBeLessThan(wasm[0] ?? 0);
  wasm.forEach((loss, i) => {
    expect(loss).toBeCloseTo(cpu[i] ?? 0, 5);
  });
});
