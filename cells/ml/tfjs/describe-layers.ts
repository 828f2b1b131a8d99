import type { GraphValue, TensorGraph } from '../elsewhere/tensor-graph';
import { shapeSchema } from './tensor-shape';

type Part = Readonly<Record<string, unknown>>;

/** Layers that give as many numbers as they take. */
const passing = new Set([
  ...['Activation', 'ActivityRegularization', 'AlphaDropout', 'BatchNormalization', 'Dropout', 'ELU'],
  ...['GaussianDropout', 'GaussianNoise', 'LayerNormalization', 'LeakyReLU', 'PReLU', 'ReLU', 'Rescaling'],
  ...['Softmax', 'ThresholdedReLU'],
]);

/**
 * What a model of layers takes and gives, read from its topology without building it.
 * @throws Error in words where it does not say so
 */
export function describeLayers(topology: Part): Omit<TensorGraph, 'producer'> {
  if (String(topology.keras_version ?? '').startsWith('3.') || holdsKey(topology, 'batch_shape'))
    throw new Error(
      'The model has the form of Keras 3, which TensorFlow.js does not read. Convert it as a graph: tensorflowjs_converter --output_format=tfjs_graph_model, or save it with TF_USE_LEGACY_KERAS=1.',
    );
  const model = modelOf(topology);
  const isSequential = model.class_name === 'Sequential';
  const layers = layersOf(model);
  const ends = isSequential
    ? { inputs: [layers[0]], outputs: [layers.at(-1)] }
    : {
        inputs: namesOf(model, 'input_layers').map((name) => byName(layers, name)),
        outputs: namesOf(model, 'output_layers').map((name) => byName(layers, name)),
      };
  const outputs = ends.outputs.map((layer) => describeOutput(layers, layer, isSequential));
  const [only] = outputs.length === 1 ? outputs : [];
  return {
    inputs: ends.inputs.map((layer) => describeInput(layer)),
    outputs: outputs.map(({ value }) => value),
    ...(only?.ends && { ends: only.ends }),
    zipMaps: new Map(),
    nodes: layers.length,
  };
}

function describeInput(layer: Part | undefined): GraphValue {
  let at = layer;
  // A model that stands first in a model says what it takes itself.
  for (let depth = 0; at && (at.class_name === 'Sequential' || isFunctional(at)) && depth < 8; depth++) {
    const inner = layersOf(at);
    at = at.class_name === 'Sequential' ? inner[0] : byName(inner, namesOf(at, 'input_layers')[0] ?? '');
  }
  const config = asPart(at?.config, 'first layer');
  const shape = shapeSchema.safeParse(config.batch_input_shape);
  if (!shape.success)
    throw new Error(
      `The model does not say what its input ${nameOf(config)} takes: its shape is ${JSON.stringify(config.batch_input_shape)?.slice(0, 100) ?? 'missing'}.`,
    );
  const type = { int32: 'int32', bool: 'bool', float32: 'float32' }[String(config.dtype ?? 'float32')];
  return { name: nameOf(config), type: (type ?? 'other') as GraphValue['type'], shape: shape.data }; // values of the table before
}

/** As many numbers as the last layer with units gives, and what its activation makes of them; nothing where that is not certain. */
function describeOutput(
  layers: readonly Part[],
  last: Part | undefined,
  isSequential: boolean,
): { value: GraphValue; ends?: TensorGraph['ends'] } {
  const config = asPart(last?.config, 'last layer');
  const name = nameOf(config);
  let activation: unknown;
  let at: Part | undefined = last;
  for (let step = 0; at && step < layers.length; step++) {
    const own = asPart(at.config, 'layer');
    activation ??= at.class_name === 'Softmax' ? 'softmax' : meaningOf(own.activation);
    if (at.class_name === 'Dense' && Number.isInteger(own.units)) {
      const units = Number(own.units);
      return { value: { name, type: 'float32', shape: [null, units] }, ends: endOf(activation, units) };
    }
    if (!passing.has(String(at.class_name))) break;
    at = isSequential ? layers[layers.indexOf(at) - 1] : byName(layers, feederOf(at) ?? '');
  }
  return { value: { name, type: 'float32' } };
}

const endOf = (activation: unknown, units: number): TensorGraph['ends'] =>
  activation === 'sigmoid' && units === 1
    ? 'probability'
    : activation === 'softmax'
      ? 'probabilities'
      : activation === undefined
        ? 'number'
        : undefined;

/** A linear activation changes nothing. */
const meaningOf = (activation: unknown) =>
  activation === null || activation === 'linear' ? undefined : activation;

/** The one layer that feeds another: `inbound_nodes` is [[[name, node, tensor, {}]]]. */
function feederOf(layer: Part): string | undefined {
  const nodes = layer.inbound_nodes;
  if (!Array.isArray(nodes) || nodes.length !== 1 || !Array.isArray(nodes[0]) || nodes[0].length !== 1)
    return undefined;
  const [[first]] = nodes;
  return Array.isArray(first) && typeof first[0] === 'string' ? first[0] : undefined;
}

/** What Keras saved is described beside its optimizer; what TensorFlow.js saved, at times by itself. */
export const modelOf = (topology: Part): Part => asPart(topology.model_config ?? topology, 'topology');

/** @throws Error in words where there are none */
export function layersOf(model: Part): readonly Part[] {
  // Sequential models of old are a list.
  const list = Array.isArray(model.config) ? model.config : asPart(model.config, 'model').layers;
  if (!Array.isArray(list) || list.length === 0) throw new Error('The model has no layers.');
  return list.map((layer: unknown) => asPart(layer, 'layer'));
}

/** `[name, node, tensor]`, or a list of such. */
function namesOf(model: Part, key: 'input_layers' | 'output_layers'): readonly string[] {
  const given = asPart(model.config, 'model')[key];
  if (!Array.isArray(given) || given.length === 0)
    throw new Error(`The model does not name its ${key.replace('_', ' ')}.`);
  const list: readonly unknown[] = typeof given[0] === 'string' ? [given] : given;
  return list.map((one) => String(Array.isArray(one) ? one[0] : one));
}

const isFunctional = ({ class_name: name }: Part) => name === 'Functional' || name === 'Model';
const byName = (layers: readonly Part[], name: string) =>
  layers.find((layer) => layer.name === name || asPart(layer.config, 'layer').name === name);
const nameOf = (config: Part) => String(config.name ?? 'input').slice(0, 200);

/** @throws Error that says what is not described */
export function asPart(value: unknown, what: string): Part {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`The model's ${what} is not described: the file is damaged.`);
  return value as Part; // an object, as was asked before
}

function holdsKey(value: unknown, key: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return (!Array.isArray(value) && key in value) || Object.values(value).some((one) => holdsKey(one, key));
}
