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
