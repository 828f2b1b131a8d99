import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../network/backend';
import { nodeAssets } from '../node-assets';
import { readTfjsFiles } from '../tfjs/read-tfjs-files';
import { saveInShards, writeGraphModel, writePictureGraph } from '../tfjs/saved-model.fixture';
import { describeBase } from './describe-base';
import { makeResidualNet } from './residual-net.fixture';

beforeAll(async () => {
  await startBackend(nodeAssets());
});

const { sequential, layers } = tfl;
const describeModel = async (model: tfl.LayersModel) =>
  describeBase(readTfjsFiles(await saveInShards(model)));

describe('what a form says of a base', () => {
  it('has the shapes that TensorFlow.js gives its layers, paths that part and meet included', async () => {
    const model = makeResidualNet();
    const about = await describeModel(model);
    expect(about).toMatchObject({ kind: 'layers', size: 16, channels: 3, usualCut: 'joined_relu' });
    const known = model.layers.filter((layer) => layer.getClassName() !== 'InputLayer');
    expect(about.layers.map(({ name, shape }) => [name, shape])).toEqual(
      known.map(({ name, outputShape }) => [name, outputShape.slice(1)]),
    );
  });

  it('of a sequence is cut before its flattening, or its classifier', async () => {
    const convolution = () => layers.conv2d({ inputShape: [9, 9, 1], filters: 2, kernelSize: 2, name: 'c' });
    const flat = await describeModel(
      sequential({ layers: [convolution(), layers.flatten(), layers.dense({ units: 3 })] }),
    );
    expect(flat).toMatchObject({ size: 9, channels: 1, usualCut: 'c' });
    const dense = await describeModel(sequential({ layers: [convolution(), layers.dense({ units: 3 })] }));
    expect(dense.usualCut).toBe('c');
  });

  it('of one that sees any size says so', async () => {
    const open = sequential({
      layers: [
        layers.conv2d({ inputShape: [null, null, 3], filters: 2, kernelSize: 2, name: 'c' }),
        layers.globalAveragePooling2d({}),
      ],
    });
    expect(await describeModel(open)).toMatchObject({ size: null, channels: 3, usualCut: 'c' });
  });

  it('of a graph has its operations in the order in which they follow each other', () => {
    const about = describeBase(readTfjsFiles(writePictureGraph()));
    expect(about).toMatchObject({ kind: 'graph', size: 8, channels: 1, usualCut: 'relu' });
    expect(about.layers.map(({ name }) => name)).toEqual(['conv', 'relu', 'a_mean', 'classes']);
  });

  it('is refused where it sees no square picture', async () => {
    const table = await saveInShards(sequential({ layers: [layers.dense({ inputShape: [4], units: 1 })] }));
    expect(() => describeBase(readTfjsFiles(table))).toThrow(
      /this one takes what it does not say|this one takes \[4\]/,
    );
    expect(() => describeBase(readTfjsFiles(writeGraphModel()))).toThrow('this one takes [2]');
    const oblong = layers.conv2d({ inputShape: [8, 9, 3], filters: 2, kernelSize: 2 });
    const files = await saveInShards(sequential({ layers: [oblong] }));
    expect(() => describeBase(readTfjsFiles(files))).toThrow('this one takes [8, 9, 3]');
  });
});
