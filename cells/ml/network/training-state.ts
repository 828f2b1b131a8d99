import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { z } from 'zod';
import { readBytes, readJson, writeJson } from '../json-file';
import type { PackageFiles } from '../model';
import type { SeededRandom } from '../random';
import type { BackendName } from './backends';
import { readWeights, writeWeights } from './weights';

/** What changes from epoch to epoch beside the network itself. */
interface Going {
  readonly model: LayersModel;
  /** The order of the rows: each epoch shuffles that of the one before. */
  readonly rows: Uint32Array;
  readonly random: SeededRandom;
}

interface Best {
  readonly score: number;
  readonly epoch: number;
  readonly weights: Float32Array[];
}

const files = {
  head: 'network-state.json',
  weights: 'weights.bin',
  best: 'best.bin',
  moments: 'moments.bin',
  rows: 'rows.bin',
} as const;

const word = z.number().int();
const headSchema = z.strictObject({
  backend: z.enum(['wasm', 'webgl', 'cpu']),
  epoch: z.number().int().min(1),
  best: z.strictObject({ score: z.number(), epoch: z.number().int().min(1) }),
  random: z.tuple([word, word, word, word]),
  iterations: z.number().int().min(1),
  /** β₁ᵗ and β₂ᵗ as the steps have multiplied them: a power is rounded otherwise. */
  decays: z.tuple([z.number(), z.number()]),
});

/** Adam's own of the network that is trained; TensorFlow.js declares them private. */
interface Adam extends tf.Optimizer {
  readonly accBeta1: tf.Variable;
  readonly accBeta2: tf.Variable;
  readonly iterations: number;
}
const adamOf = (model: LayersModel) => model.optimizer as unknown as Adam;

/** The state after `epoch`, all of it: a training that begins with it ends with the same bits. */
export async function writeTrainingState({
  backend,
  model,
  rows,
  random,
  epoch,
  best,
}: Going & {
  readonly backend: BackendName;
  readonly epoch: number;
  readonly best: Best;
}): Promise<PackageFiles> {
  const adam = adamOf(model);
  const [iterations, ...moments] = await adam.getWeights();
  iterations?.tensor.dispose();
  const decay = (variable: tf.Variable) => variable.dataSync()[0] ?? 0;
  const head: z.infer<typeof headSchema> = {
    backend,
    epoch,
    best: { score: best.score, epoch: best.epoch },
    random: [...random.state()],
    iterations: adam.iterations,
    decays: [decay(adam.accBeta1), decay(adam.accBeta2)],
  };
  return new Map([
    [files.head, writeJson(head)],
    [files.weights, join(readWeights(model))],
    [files.best, join(best.weights)],
    [files.moments, join(moments.map(({ tensor }) => Float32Array.from(tensor.dataSync())))],
    [files.rows, new Uint8Array(rows.slice().buffer)],
  ]);
}

/**
 * Puts a compiled network, the order of its rows and the random stream where they stood.
 * @throws Error when the state is of another network or other rows
 */
export async function readTrainingState(
  state: PackageFiles,
  { model, rows, random }: Going,
): Promise<{ epoch: number; best: Best }> {
  const head = readJson(state, files.head, headSchema);
  const sizes = model.getWeights().map(({ size }) => size);
  const shapes = model.trainableWeights.map(({ shape }) => shape as number[]); // weights have no open dimension
  const moments = part(state, files.moments, [...shapes, ...shapes].map(tf.util.sizeFromShape));
  const weights = part(state, files.weights, sizes);
  const best = part(state, files.best, sizes);
  const order = readBytes(state, files.rows);
  if (order.byteLength !== rows.byteLength) throw otherSize(files.rows);

  writeWeights(model, weights);
  const adam = adamOf(model);
  const tensors = moments.map((values, i) => tf.tensor(values, shapes[i % shapes.length]));
  const iterations = tf.scalar(head.iterations, 'int32');
  await adam.setWeights([
    { name: 'iter', tensor: iterations },
    ...tensors.map((tensor, i) => ({ name: `moment_${i}`, tensor })),
  ]);
  tf.dispose([iterations, ...tensors]);
  tf.tidy(() => {
    adam.accBeta1.assign(tf.scalar(head.decays[0]));
    adam.accBeta2.assign(tf.scalar(head.decays[1]));
  });
  rows.set(new Uint32Array(order.slice().buffer));
  random.restore(head.random);
  return { epoch: head.epoch, best: { ...head.best, weights: best } };
}

/** What it was computed on, and has to go on with. */
export const backendOfState = (state: PackageFiles): BackendName =>
  readJson(state, files.head, headSchema).backend;

function join(arrays: readonly Float32Array[]): Uint8Array {
  const all = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return new Uint8Array(all.buffer);
}

function part(state: PackageFiles, path: string, sizes: readonly number[]): Float32Array[] {
  const all = new Float32Array(readBytes(state, path).slice().buffer);
  if (all.length !== sizes.reduce((sum, size) => sum + size, 0)) throw otherSize(path);
  let at = 0;
  return sizes.map((size) => {
    at += size;
    return all.subarray(at - size, at);
  });
}

const otherSize = (path: string) => new Error(`${path} of the checkpoint is of another training.`);
