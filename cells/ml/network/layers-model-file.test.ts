import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { layersModelFiles } from '../layers-model-files';
import { nodeAssets } from '../node-assets';
import { startBackend } from './backend';
import { openLayersModel, saveLayersModel } from './layers-model-file';

beforeAll(() => startBackend(nodeAssets()));

it('the model of a package opens within the weights that it holds, and no layer of it may want more', async () => {
  const model = tfl.sequential({ layers: [tfl.layers.dense({ inputShape: [3], units: 7 })] });
  const files = await saveLayersModel(model);
  const row = tf.tensor2d([[1, 2, 3]]);
  const answer = (of: tfl.LayersModel) => [...(of.predict(row) as tf.Tensor).dataSync()]; // one output
  expect(answer(await openLayersModel(files))).toEqual(answer(model));

  const json = new TextDecoder().decode(files.get(layersModelFiles.topology));
  const greedy = json.replace(/"units":\s*7/, '"units": 1000000000');
  expect(greedy).not.toBe(json);
  const hostile = new Map([...files, [layersModelFiles.topology, new TextEncoder().encode(greedy)]]);
  await expect(openLayersModel(hostile)).rejects.toThrow(
    /want more weights than its files hold.*\[3, 1000000000\]/,
  );
});
