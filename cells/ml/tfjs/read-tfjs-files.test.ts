import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeJson } from '../json-file';
import { startBackend } from '../network/backend';
import { nodeAssets } from '../node-assets';
import { openGraph } from './open-graph';
import { mostOfRow, openWithinWeights } from './open-within-weights';
import { holdsTfjsModel, readTfjsFiles } from './read-tfjs-files';
import { saveInShards, writeGraphModel } from './saved-model.fixture';

let saved: Map<string, Uint8Array>;
let expected: readonly number[];
const x = () =>
  tf.tensor4d(
    Float32Array.from({ length: 64 }, (_, i) => i / 64),
    [1, 8, 8, 1],
  );
const valuesOf = (tensor: tf.Tensor | tf.Tensor[]) => [...(tensor as tf.Tensor).dataSync()]; // models of one output

beforeAll(async () => {
  await startBackend(nodeAssets());
  const model = tfl.sequential({
    layers: [
      tfl.layers.conv2d({ inputShape: [8, 8, 1], filters: 4, kernelSize: 3, activation: 'relu' }),
      tfl.layers.batchNormalization(),
      tfl.layers.flatten(),
      tfl.layers.dense({ units: 3 }),
    ],
  });
  saved = await saveInShards(model, { shardBytes: 500 });
  expected = valuesOf(model.predict(x()));
});

/** The saved files with other words in their model.json. */
const changed = (change: (json: string) => string) => {
  const json = new TextDecoder().decode(saved.get('base/model.json'));
  return new Map([...saved, ['base/model.json', new TextEncoder().encode(change(json))]]);
};

describe('a model of TensorFlow.js in a folder', () => {
  it('of layers opens from its shards and answers as it did', async () => {
    expect(saved.size).toBeGreaterThan(3);
    const read = readTfjsFiles(saved);
    expect([read.kind, read.path]).toEqual(['layers', 'base/model.json']);
    const model = await openWithinWeights(read, mostOfRow.table);
    expect(valuesOf(model.predict(x()))).toEqual(expected);
  });

  it('that is quantised opens as the numbers that it stands for', async () => {
    const json = {
      modelTopology: JSON.parse(
        String(
          tfl.sequential({ layers: [tfl.layers.dense({ units: 1, inputShape: [2], name: 'd' })] }).toJSON(),
        ),
      ),
      weightsManifest: [
        {
          paths: ['a.bin'],
          weights: [
            {
              name: 'd/kernel',
              shape: [2, 1],
              dtype: 'float32',
              quantization: { dtype: 'uint8', min: -1, scale: 0.5 },
            },
            {
              name: 'd/bias',
              shape: [1],
              dtype: 'float32',
              quantization: { dtype: 'uint8', min: 0, scale: 1 },
            },
          ],
        },
      ],
    };
    const files = new Map([
      ['model.json', writeJson(json)],
      ['a.bin', Uint8Array.of(4, 0, 3)],
    ]);
    const model = await openWithinWeights(readTfjsFiles(files), mostOfRow.table);
    expect(valuesOf(model.predict(tf.tensor2d([[2, 1]])))).toEqual([4]);
  });

  it('of a graph opens and answers', async () => {
    const read = readTfjsFiles(writeGraphModel());
    expect(read.kind).toBe('graph');
    const model = await openGraph(read);
    expect(valuesOf(model.predict(tf.tensor2d([[1, 2]])) as tf.Tensor)).toEqual([5, 0]);
  });

  it.each([
    ['weights from elsewhere', '"group1-shard1', '"https://example.org/group1-shard1', /nothing is fetched/],
    ['weights outside of the folder', '"group1-shard1', '"../group1-shard1', /must lie beside it/],
    ['a shard that is not there', 'group1-shard2', 'group1-shard9', /which are not there/],
    ['code of its own', '"Flatten"', '"Lambda"', /A Lambda layer cannot be kept/],
    ['a layer that is not known', '"BatchNormalization"', '"MyLayer"', /A MyLayer layer cannot be kept/],
    ['numbers that are none', /"float32"/g, '"string"', /is no model of TensorFlow.js/],
    ['shapes that are none', /"shape": \[/, '"shape": [-1, ', /is no model of TensorFlow.js/],
  ])('with %s is refused', (_, from, to, words) => {
    expect(() => readTfjsFiles(changed((json) => json.replace(from, to)))).toThrow(words);
  });

  it('is refused where a shard has another size, where there are two, and where there is none', () => {
    const name = [...saved.keys()].find((path) => path.includes('shard1')) ?? '';
    expect(() => readTfjsFiles(new Map([...saved, [name, new Uint8Array(999)]]))).toThrow(/bytes; base/);
    const second = new Map([
      ...saved,
      ['other/model.json', saved.get('base/model.json') ?? new Uint8Array()],
    ]);
    expect(() => readTfjsFiles(second)).toThrow('There are 2 models: base/model.json, other/model.json.');
    expect(() => readTfjsFiles(new Map([['a.txt', new Uint8Array(3)]]))).toThrow(/There is no model/);
  });

  it('is what an archive holds, unless its model.json is another program’s, beside pictures', () => {
    const holds = (files: ReadonlyMap<string, Uint8Array>) =>
      holdsTfjsModel({
        names: [...files.keys()],
        read: (names) => new Map([...files].filter(([name]) => names.has(name))),
      });
    const picture = ['cats/1.PNG', new Uint8Array(3)] as const;
    const other = ['data/model.json', writeJson({ bones: 12 })] as const;
    expect(holds(saved)).toBe(true);
    expect(holds(new Map([picture, ...saved]))).toBe(true);
    expect(holds(new Map([picture, other]))).toBe(false);
    expect(holds(new Map([picture]))).toBe(false);
    // Without a picture the person is told what is wrong with the model.
    expect(holds(new Map([other]))).toBe(true);
    // What another program called so does not stand in a model's way.
    expect(readTfjsFiles(new Map([other, ...saved])).path).toBe('base/model.json');
  });

  it('of a graph is refused with loops, files and functions', () => {
    const change = (from: string, to: string) => {
      const files = writeGraphModel();
      const json = new TextDecoder().decode(files.get('graph/model.json')).replace(from, to);
      return new Map([...files, ['graph/model.json', new TextEncoder().encode(json)]]);
    };
    for (const op of ['While', 'ReadFile', 'HashTableV2', 'MyOwn'])
      expect(() => readTfjsFiles(change('"MatMul"', `"${op}"`))).toThrow(`product is of the operation ${op}`);
    expect(() => readTfjsFiles(change('"library": {}', '"library": {"function": [{}]}'))).toThrow(
      /loops or branches/,
    );
  });
});
