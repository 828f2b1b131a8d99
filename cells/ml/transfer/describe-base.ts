import { asPart, layersOf, modelOf } from '../tfjs/describe-layers';
import { nodeOf } from '../tfjs/node-of';
import type { TfjsModel } from '../tfjs/read-tfjs-files';
import { type Config, type Shape, shapeAfter } from './layer-shapes';

/** A layer, or a node of a graph, at which a base can be cut. */
export interface BaseLayer {
  readonly name: string;
  readonly type: string;
  /** Of its answers, without the rows; undefined where it is not known before the model is opened. */
  readonly shape?: Shape;
}

/** What a form says of a base, read from its topology alone. */
export interface BaseAbout {
  readonly kind: TfjsModel['kind'];
  /** Of the pictures that it sees; null: of any size. */
  readonly size: number | null;
  readonly channels: 1 | 3;
  /** In the order of the model. */
  readonly layers: readonly BaseLayer[];
  /** Where it is cut by itself: before its last pooling of a whole map, or before its classifier. */
  readonly usualCut: string;
}

/** Sides of pictures that a base may see. */
export const baseSizes = { least: 8, most: 320 };

/** @throws Error in words where it is no model of one square picture */
export function describeBase({ kind, topology }: Pick<TfjsModel, 'kind' | 'topology'>): BaseAbout {
  return kind === 'graph' ? describeGraph(topology) : describeLayers(topology);
}

function describeLayers(topology: Config): BaseAbout {
  const layers = layersOf(modelOf(topology));
  const shapes = new Map<string, Shape | undefined>();
  const inputsOf = new Map<string, readonly string[]>();
  let before: string[] = [];
  let input: Shape | undefined;
  const described = layers.map((layer): BaseLayer => {
    const own = asPart(layer.config, 'layer');
    const [name, type] = [String(own.name ?? layer.name), String(layer.class_name)];
    // A sequence says nothing of inputs: each layer takes what the one before it gives.
    const from = Array.isArray(layer.inbound_nodes) ? namesIn(layer.inbound_nodes) : before;
    const inputShape = readShape(own.batch_input_shape ?? own.batch_shape);
    input ??= inputShape;
    const known = from.map((one) => shapes.get(one));
    const shape =
      type === 'InputLayer' ? inputShape : shapeAfter(type, own, known.length > 0 ? known : [inputShape]);
    shapes.set(name, shape);
    inputsOf.set(name, from);
    before = [name];
    return { name, type, shape };
  });
  // A model of one's own that was trained here takes its pixels in a row, and makes a picture of them first.
  const reshaped = described.find(({ type }) => type === 'Reshape')?.shape;
  const picture = input?.length === 1 ? reshaped : input;
  return {
    kind: 'layers',
    ...readPictureShape(picture),
    layers: described.filter(({ type }) => type !== 'InputLayer'),
    usualCut: chooseCut(described, (name) => inputsOf.get(name)?.[0]),
  };
}

function describeGraph(topology: Config): BaseAbout {
  const nodes = (topology.node as readonly Config[]).map((node) => ({
    name: String(node.name),
    type: String(node.op),
    inputs: (Array.isArray(node.input) ? node.input : []).map((one) => nodeOf(String(one))),
    attr: asConfig(node.attr) ?? {},
  })); // nodes with a name and an operation, as checked when it was read
  const pictures = nodes.filter(({ type }) => type === 'Placeholder');
  if (pictures.length !== 1)
    throw new Error(`The graph has ${pictures.length} inputs; a base has one, a picture.`);
  const dims = asConfig(asConfig(pictures[0]?.attr.shape)?.shape)?.dim;
  const shape = (Array.isArray(dims) ? dims : []).map((dim) => {
    const size = Number(asConfig(dim)?.size ?? -1);
    return size > 0 ? size : null;
  });
  const constants = new Set(nodes.filter(({ type }) => type === 'Const').map(({ name }) => name));
  const inputsOf = new Map(
    nodes.map(({ name, inputs }) => [name, inputs.filter((one) => !constants.has(one))]),
  );
  const steps = sortNodes(nodes).filter(({ type }) => type !== 'Const' && type !== 'Placeholder');
  return {
    kind: 'graph',
    ...readPictureShape(shape.slice(1)),
    layers: steps.map(({ name, type }) => ({ name, type })),
    usualCut: chooseCut(steps, (name) => inputsOf.get(name)?.[0]),
  };
}

/** In an order in which each follows its inputs: converters sort by name at times. */
function sortNodes<N extends { readonly name: string; readonly inputs: readonly string[] }>(
  nodes: readonly N[],
): N[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const sorted = new Set<N>();
  const begun = new Set<N>();
  for (const start of nodes) {
    const stack = [start];
    for (let node = stack.at(-1); node; node = stack.at(-1)) {
      const open = begun.has(node)
        ? []
        : node.inputs.flatMap((name) => byName.get(name) ?? []).filter((one) => !begun.has(one));
      begun.add(node);
      if (open.length > 0) stack.push(...open);
      else {
        sorted.add(node);
        stack.pop();
      }
    }
  }
  return [...sorted];
}

const poolsAll = new Set(['GlobalAveragePooling2D', 'GlobalMaxPooling2D', 'Mean']);
const classifies = new Set(['Dense', 'MatMul', '_FusedMatMul']);

/** What the last pooling of a whole map takes in; without one the last flattening, without that the last dense layer. */
function chooseCut(
  layers: readonly { readonly name: string; readonly type: string }[],
  inputOf: (name: string) => string | undefined,
): string {
  const isOf = [
    (type: string) => poolsAll.has(type),
    (type: string) => type === 'Flatten',
    (type: string) => classifies.has(type),
  ];
  for (const is of isOf) {
    const last = layers.findLast(({ type }) => is(type));
    const from = last && inputOf(last.name);
    if (from !== undefined && layers.some(({ name, type }) => name === from && type !== 'InputLayer'))
      return from;
  }
  return layers.at(-1)?.name ?? '';
}

function readPictureShape(shape: Shape | undefined): Pick<BaseAbout, 'size' | 'channels'> {
  const [height, width, channels] = shape ?? [];
  const said = shape ? `[${shape.map((size) => size ?? 'any').join(', ')}]` : 'what it does not say';
  if (shape?.length !== 3 || height !== width || (channels !== 1 && channels !== 3))
    throw new Error(
      `A base sees square pictures, [side, side, 1 or 3 channels] to a row; this one takes ${said}.`,
    );
  if (height && (height < baseSizes.least || height > baseSizes.most))
    throw new Error(
      `The base sees pictures of ${height} × ${height} pixels; ${baseSizes.least} to ${baseSizes.most} are taken.`,
    );
  return { size: height ?? null, channels };
}

/** Names of the layers that a layer's first call takes: of Keras 2's form, [[["name", 0, 0, {}], …]]. */
function namesIn(nodes: readonly unknown[]): string[] {
  const [first] = nodes;
  return Array.isArray(first)
    ? first.flatMap((one: unknown) => (Array.isArray(one) && typeof one[0] === 'string' ? [one[0]] : []))
    : [];
}

/** Without the rows. */
function readShape(value: unknown): Shape | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.slice(1).map((size) => (typeof size === 'number' && size > 0 ? size : null));
}

const asConfig = (value: unknown): Config | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Config) : undefined; // just checked
