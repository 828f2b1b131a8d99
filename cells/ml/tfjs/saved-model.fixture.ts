import type { LayersModel } from '@tensorflow/tfjs-layers';
import { writeJson } from '../json-file';
import { saveLayersModel } from '../network/layers-model-file';

/** A model as `model.save` leaves it in a folder: weights in shards of so many bytes. */
export async function saveInShards(
  model: LayersModel,
  { folder = 'base', shardBytes = 1000 } = {},
): Promise<Map<string, Uint8Array>> {
  const [json, weights] = [...(await saveLayersModel(model)).values()];
  if (!json || !weights) throw new Error('The model was not saved.');
  const topology = JSON.parse(new TextDecoder().decode(json));
  const shards = Array.from({ length: Math.ceil(weights.length / shardBytes) }, (_, i) =>
    weights.slice(i * shardBytes, (i + 1) * shardBytes),
  );
  const nameOf = (i: number) => `group1-shard${i + 1}of${shards.length}.bin`;
  topology.weightsManifest[0].paths = shards.map((_, i) => nameOf(i));
  return new Map([
    [`${folder}/model.json`, writeJson(topology)],
    ...shards.map((shard, i) => [`${folder}/${nameOf(i)}`, shard] as const),
  ]);
}

/** y = relu(x · w), 2 × 2, as TensorFlow's converter writes a frozen graph. */
export function writeGraphModel(): Map<string, Uint8Array> {
  const attr = { T: { type: 'DT_FLOAT' } };
  const shape = (dims: number[]) => ({ shape: { dim: dims.map((size) => ({ size: String(size) })) } });
  const node = [
    { name: 'x', op: 'Placeholder', attr: { dtype: { type: 'DT_FLOAT' }, shape: shape([-1, 2]) } },
    {
      name: 'w',
      op: 'Const',
      attr: { dtype: { type: 'DT_FLOAT' }, value: { tensor: { dtype: 'DT_FLOAT', tensorShape: {} } } },
    },
    { name: 'product', op: 'MatMul', input: ['x', 'w'], attr },
    { name: 'y', op: 'Relu', input: ['product'], attr },
  ];
  const file = {
    format: 'graph-model',
    generatedBy: '2.12.0',
    convertedBy: 'TensorFlow.js Converter v4.22.0',
    modelTopology: { node, library: {}, versions: { producer: 1286 } },
    weightsManifest: [{ paths: ['w.bin'], weights: [{ name: 'w', shape: [2, 2], dtype: 'float32' }] }],
  };
  return new Map([
    ['graph/model.json', writeJson(file)],
    ['graph/w.bin', new Uint8Array(Float32Array.of(1, -1, 2, 0.5).buffer)],
  ]);
}

/** Mean over the places of relu(conv(x)), x 8 × 8 greys, as TensorFlow's converter writes a frozen graph; then a classifier of two. */
export function writePictureGraph(): Map<string, Uint8Array> {
  const float = { type: 'DT_FLOAT' };
  const shape = (dims: number[]) => ({ shape: { dim: dims.map((size) => ({ size: String(size) })) } });
  const constant = (name: string, dtype = 'DT_FLOAT') => ({
    name,
    op: 'Const',
    attr: { dtype: { type: dtype }, value: { tensor: { dtype, tensorShape: {} } } },
  });
  const node = [
    // By name, as converters sort them at times.
    { name: 'a_mean', op: 'Mean', input: ['relu', 'axes'], attr: { T: float, keep_dims: { b: false } } },
    constant('axes', 'DT_INT32'),
    { name: 'classes', op: 'MatMul', input: ['a_mean', 'w'], attr: { T: float } },
    {
      name: 'conv',
      op: 'Conv2D',
      input: ['x', 'kernel'],
      attr: {
        T: float,
        strides: { list: { i: ['1', '2', '2', '1'] } },
        padding: { s: btoa('SAME') },
        data_format: { s: btoa('NHWC') },
        dilations: { list: { i: ['1', '1', '1', '1'] } },
      },
    },
    constant('kernel'),
    { name: 'relu', op: 'Relu', input: ['conv'], attr: { T: float } },
    constant('w'),
    { name: 'x', op: 'Placeholder', attr: { dtype: float, shape: shape([-1, 8, 8, 1]) } },
  ];
  const weights = [
    { name: 'axes', shape: [2], dtype: 'int32' },
    { name: 'kernel', shape: [3, 3, 1, 6], dtype: 'float32' },
    { name: 'w', shape: [6, 2], dtype: 'float32' },
  ];
  const numbers = (n: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(7 * i + 1));
  const parts = [Int32Array.of(1, 2), numbers(54), numbers(12)];
  const bytes = new Uint8Array(Buffer.concat(parts.map(({ buffer }) => Buffer.from(buffer))));
  return new Map([
    [
      'graph/model.json',
      writeJson({
        format: 'graph-model',
        modelTopology: { node, library: {}, versions: { producer: 1286 } },
        weightsManifest: [{ paths: ['w.bin'], weights }],
      }),
    ],
    ['graph/w.bin', bytes],
  ]);
}
