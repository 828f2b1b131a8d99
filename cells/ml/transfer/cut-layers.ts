import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import * as tfl from '@tensorflow/tfjs-layers';
import { runInBatches } from '../network/run-in-batches';
import { mostOfRow, openWithinWeights } from '../tfjs/open-within-weights';
import type { TfjsModel } from '../tfjs/read-tfjs-files';
import type { Base, Layer } from './base';
import type { BaseOptions } from './base-options';
import type { BaseAbout } from './describe-base';
import { freeName } from './free-name';

/** Layers that do nothing but while their own model trains, with chance of their own: what is thawed goes on without them. */
const onlyInTraining = new Set([
  'Dropout',
  'SpatialDropout1D',
  'AlphaDropout',
  'GaussianDropout',
  'GaussianNoise',
]);

/**
 * A base of layers, cut, for pictures of `size` pixels. The backend must have been started.
 * @throws Error in words where it has no such layer, or not so many to thaw
 */
export async function cutLayers(
  given: TfjsModel,
  about: BaseAbout,
  { cut, pooling, thaw, size }: Omit<BaseOptions, 'scaling'> & { readonly size: number },
): Promise<Base> {
  const sized = about.size === null ? withSize(given, size) : given;
  const model = await openWithinWeights(sized, mostOfRow.pictures);
  const [input] = model.inputs;
  if (!input || model.inputs.length !== 1)
    throw new Error(`The base has ${model.inputs.length} inputs; it may have one, a picture.`);
  const end = outputOf(findLayer(model, cut || about.usualCut));
  const steps = stepsTo(end, input);
  const thawed = thaw === 0 ? [] : lastSteps(steps, thaw);
  const begin = thawed.length === 0 ? end : (steps[steps.length - thawed.length - 1] ?? input);
  const names = new Set(model.layers.map(({ name }) => name));
  const pool = poolFor(end, pooling, names);
  const frozenEnd = thawed.length === 0 && pool ? (pool.apply(end) as SymbolicTensor) : begin; // one in, one out
  const frozen = frozenEnd === input ? undefined : tfl.model({ inputs: input, outputs: frozenEnd });
  const inputShape = sizesOf(input);
  let isDisposed = false;
  const shape = sizesOf(frozenEnd);
  const width = shape.reduce((product, one) => product * one, 1);
  return {
    about,
    size,
    note: noteCut(end, { thawed, pool: pool ? pooling : undefined }),
    width,
    names,
    answer: (pixels) =>
      frozen
        ? runInBatches(pixels, inputShape, (batch) => frozen.predictOnBatch(batch) as Tensor | Tensor[])
        : pixels,
    ...(thawed.length > 0 && {
      thaw: (answers: SymbolicTensor) => {
        const from =
          shape.length === 1 ? answers : apply(tfl.layers.reshape({ targetShape: shape }), answers);
        const last = follow(thawed, new Map([[begin, from]]));
        const own = poolFor(end, pooling, names);
        return own ? apply(own, last) : last;
      },
    }),
    join(top) {
      const pooled = thawed.length > 0 && pool ? apply(pool, end) : thawed.length > 0 ? end : frozenEnd;
      return tfl.model({ inputs: input, outputs: top.reduce((x, layer) => apply(layer, x), pooled) });
    },
    dispose() {
      // Once: joined, it has been let go, though what follows may fail.
      if (!isDisposed) for (const weight of model.weights) weight.dispose();
      isDisposed = true;
    },
  };
}

/** Layers take and give one tensor here, as those of a network do. */
const apply = (layer: Layer, to: SymbolicTensor): SymbolicTensor => layer.apply(to) as SymbolicTensor;

function findLayer(model: LayersModel, name: string): Layer {
  const found = model.layers.find((layer) => layer.name === name);
  if (found) return found;
  const names = model.layers.map((layer) => layer.name);
  throw new Error(
    `Option cut: the base has no layer “${name}”. Its last ones are ${names.slice(-12).join(', ')}.`,
  );
}

/** Of a model within the model, the last call is the one that counts: the first is its own. */
function outputOf(layer: Layer): SymbolicTensor {
  const output = layer.getOutputAt(layer.inboundNodes.length - 1);
  if (Array.isArray(output)) throw new Error(`Option cut: “${layer.name}” gives several answers.`);
  return output;
}

/** All that leads from `start` to `end`, each after what it takes in; `start` itself is not among them. */
function stepsTo(end: SymbolicTensor, start: SymbolicTensor): SymbolicTensor[] {
  const steps = new Set<SymbolicTensor>();
  const begun = new Set<SymbolicTensor>([start]);
  const stack = [end];
  for (let step = stack.at(-1); step; step = stack.at(-1)) {
    const open = begun.has(step) ? [] : step.inputs.filter((one) => !begun.has(one));
    begun.add(step);
    if (open.length > 0) stack.push(...open);
    else {
      if (step !== start) steps.add(step);
      stack.pop();
    }
  }
  return [...steps];
}

/**
 * The last steps, of which `wanted` have weights at least, that take in nothing of what lies before them but the answers of one step.
 * @throws Error where there are fewer with weights
 */
function lastSteps(steps: readonly SymbolicTensor[], wanted: number): SymbolicTensor[] {
  const all = steps.filter(({ sourceLayer }) => sourceLayer.weights.length > 0).length;
  if (wanted > all)
    throw new Error(`Option thaw: ${all} layers of the base up to there have weights, not ${wanted}.`);
  for (let from = steps.length - 1; from >= 0; from--) {
    const part = steps.slice(from);
    if (part.filter(({ sourceLayer }) => sourceLayer.weights.length > 0).length < wanted) continue;
    const before = from === 0 ? undefined : steps[from - 1];
    const own = new Set(part);
    const outer = part.flatMap(({ inputs }) => inputs.filter((one) => !own.has(one)));
    if (from === 0 || outer.every((one) => one === before)) return part;
  }
  return [...steps];
}

/** Applies the layers of `steps` once more, from other tensors. They go on learning; what normalises batches stays as it is. */
function follow(
  steps: readonly SymbolicTensor[],
  known: Map<SymbolicTensor, SymbolicTensor>,
): SymbolicTensor {
  let last: SymbolicTensor | undefined;
  for (const step of steps) {
    const inputs = step.inputs.map((one) => known.get(one) ?? one);
    const [first] = inputs;
    const layer = step.sourceLayer;
    if (!first) throw new Error(`The base's layer “${layer.name}” takes nothing in.`);
    if (onlyInTraining.has(layer.getClassName())) last = first;
    else if ('layers' in layer)
      throw new Error(
        `Option thaw: “${layer.name}” is a model in itself, which stays as it is. Thaw fewer layers.`,
      );
    else {
      layer.trainable = layer.getClassName() !== 'BatchNormalization';
      if (!layer.trainable) keepStatistics(layer);
      last = layer.apply(inputs.length === 1 ? first : inputs) as SymbolicTensor; // one answer, as `outputOf` has seen
    }
    known.set(step, last);
  }
  if (!last) throw new Error('Nothing of the base is thawed.');
  return last;
}

const kept = new WeakSet<Layer>();

/** TensorFlow.js asks the call alone whether it trains, and would normalise by a frozen layer's batch, as Keras does not. */
function keepStatistics(layer: Layer): void {
  if (kept.has(layer)) return;
  kept.add(layer);
  const call = layer.call.bind(layer);
  layer.call = (inputs, options) => call(inputs, { ...options, training: false });
}

function poolFor(
  end: SymbolicTensor,
  pooling: BaseOptions['pooling'],
  names: ReadonlySet<string>,
): Layer | undefined {
  if (sizesOf(end).length === 1) return undefined;
  const name = freeName('pooled', names);
  if (pooling === 'none' || sizesOf(end).length !== 3) return tfl.layers.flatten({ name });
  return pooling === 'max'
    ? tfl.layers.globalMaxPooling2d({ name })
    : tfl.layers.globalAveragePooling2d({ name });
}

function sizesOf({ shape, name }: SymbolicTensor): number[] {
  return shape.slice(1).map((size) => {
    if (size === null) throw new Error(`The base gives answers of open size at “${name}”: cut it elsewhere.`);
    return size;
  });
}

function noteCut(
  end: SymbolicTensor,
  { thawed, pool }: { readonly thawed: readonly SymbolicTensor[]; readonly pool?: BaseOptions['pooling'] },
): string {
  const shape = sizesOf(end).join(' × ');
  const learning = thawed.filter(({ sourceLayer }) => sourceLayer.trainableWeights.length > 0).length;
  const pooled = { average: ', its mean', max: ', its greatest', none: '' };
  return (
    `On a base cut at “${end.sourceLayer.name}” (${shape}${pool ? pooled[pool] : ''}); ` +
    (thawed.length === 0 ? 'the base learnt nothing.' : `its last ${learning} layers learnt further.`)
  );
}

/** A base that sees pictures of any size, as one that sees pictures of this size. */
function withSize(given: TfjsModel, size: number): TfjsModel {
  const topology = JSON.parse(JSON.stringify(given.topology), (key, value) =>
    (key === 'batch_input_shape' || key === 'batch_shape') && Array.isArray(value) && value.length === 4
      ? [value[0], size, size, value[3]]
      : value,
  );
  return { ...given, topology };
}
