import type { GraphValue, TensorGraph, TensorType } from '../elsewhere/tensor-graph';
import { readFields, readIntegers, readText } from './protobuf';

/** What an ONNX file says of itself, without running it. */
export interface OnnxGraph extends TensorGraph {
  /** Names of the kinds of nodes, `ai.onnx.ml:TreeEnsembleClassifier` for those outside the standard domain. */
  readonly operators: ReadonlySet<string>;
}

/** The largest ONNX file that is taken, in bytes. */
export const largestOnnx = 100 * 1024 ** 2;
/** A graph of a network has thousands of nodes; one of more is made to be slow. */
const mostNodes = 100_000;
const mostValues = 2000;
const mostDepth = 8;
/** Inputs, outputs and attributes of one node. */
const mostParts = 20_000;
const mostClasses = 1000;
const mostElements = 2n ** 31n;
const knownDomains: ReadonlySet<string> = new Set(['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft']);

const tensorTypes: Readonly<Record<number, TensorType>> = {
  1: 'float32',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  11: 'float64',
};

/**
 * Reads an ONNX file as data from elsewhere: its structure is walked, nothing of it is run. Field numbers are those of onnx.proto.
 * @throws Error in words when it is no ONNX model, wants other files, brings operators of its own, or is out of bounds
 */
export function readGraph(file: Uint8Array): OnnxGraph {
  if (file.byteLength > largestOnnx)
    throw new Error(
      `The file has ${Math.ceil(file.byteLength / 1024 ** 2)} MB; ONNX models of at most ${largestOnnx / 1024 ** 2} MB are taken.`,
    );
  const fields = [...limited(readFields(file), mostParts)];
  const graph = fields.find(({ number, bytes }) => number === 7 && bytes)?.bytes;
  const opsets = fields.filter(({ number, bytes }) => number === 8 && bytes);
  if (!graph || opsets.length === 0)
    throw new Error('This is not an ONNX model: it holds no graph, or does not say which operators it uses.');
  const walk = new Walk();
  walk.graph(graph, 0);
  for (const { number, bytes } of fields) if (number === 25 && bytes) walk.localFunction(bytes);
  const own = [...limited(readFields(graph), 4 * mostNodes)];
  const initializers = new Set(
    own.flatMap(({ number, bytes }) => (number === 5 && bytes ? [textOf(bytes, 8)] : [])),
  );
  const values = (wanted: number) =>
    own.flatMap(({ number, bytes }) => (number === wanted && bytes ? [readValue(bytes)] : []));
  // Older files list their weights among the inputs, too.
  const inputs = values(11).filter(({ name }) => !initializers.has(name));
  const outputs = values(12);
  if (inputs.length === 0 || outputs.length === 0)
    throw new Error('The model has no input or no output, so no row could be answered.');
  if (inputs.length + outputs.length > mostValues)
    throw new Error(`The model has more than ${mostValues} inputs and outputs.`);
  return {
    producer: [2, 3]
      .map((wanted) => readText(fields.find(({ number }) => number === wanted)?.bytes, 60))
      .filter(Boolean)
      .join(' '),
    ...{ inputs, outputs, classes: walk.classes, zipMaps: walk.zipMaps },
    ...{ nodes: walk.nodes, operators: walk.operators },
  };
}

/** What is met on the way through a graph and the graphs inside its nodes. */
class Walk {
  nodes = 0;
  readonly operators = new Set<string>();
  readonly zipMaps = new Map<string, string>();
  classes: readonly string[] | undefined;

  graph(bytes: Uint8Array, depth: number): void {
    if (depth > mostDepth) throw new Error(`Graphs stand inside graphs more than ${mostDepth} deep.`);
    for (const { number, bytes: part } of readFields(bytes)) {
      if (!part) continue;
      if (number === 1) this.node(part, depth);
      else if (number === 5) checkTensor(part);
      else if (number === 15) checkSparseTensor(part);
    }
  }

  localFunction(bytes: Uint8Array): void {
    for (const { number, bytes: part } of readFields(bytes)) if (number === 7 && part) this.node(part, 1);
  }

  private node(bytes: Uint8Array, depth: number): void {
    if (++this.nodes > mostNodes) throw new Error(`The model has more than ${mostNodes} nodes.`);
    const fields = [...limited(readFields(bytes), mostParts)];
    const text = (wanted: number) => readText(fields.find(({ number }) => number === wanted)?.bytes, 200);
    const operator = text(4);
    const domain = text(7);
    if (!knownDomains.has(domain))
      throw new Error(
        `The model uses the operator ${operator} of “${domain}”, which is somebody's own code. Only ONNX's standard operators are run here.`,
      );
    this.operators.add(domain && domain !== 'ai.onnx' ? `${domain}:${operator}` : operator);
    if (operator === 'ZipMap') this.zipMaps.set(text(2), text(1));
    for (const field of fields) if (field.number === 5 && field.bytes) this.attribute(field.bytes, depth);
  }

  private attribute(bytes: Uint8Array, depth: number): void {
    const name = textOf(bytes, 1);
    for (const { number, bytes: part } of readFields(bytes, 5, 6, 10, 11, 22)) {
      if (!part) continue;
      if (number === 5 || number === 10) checkTensor(part);
      else if (number === 22) checkSparseTensor(part);
      else if (number === 6 || number === 11) this.graph(part, depth + 1);
    }
    if (/^classlabels_(strings|int64s|ints)$/.test(name)) this.classes ??= readLabels(bytes);
  }
}

/** Of a list of more labels than a model here may have, nothing. */
function readLabels(attribute: Uint8Array): readonly string[] | undefined {
  const labels: string[] = [];
  for (const field of readFields(attribute, 8, 9)) {
    if (field.number === 9) labels.push(readText(field.bytes, 500));
    else if (field.number === 8) for (const integer of readIntegers(field)) labels.push(String(integer));
    if (labels.length > mostClasses) return undefined;
  }
  return labels.length > 1 ? labels : undefined;
}

/** Weights must be in the file itself, and as many as it says. */
function checkTensor(bytes: Uint8Array): void {
  let elements = 1n;
  let isExternal = false;
  for (const field of readFields(bytes, 1, 13, 14)) {
    if (field.number === 1)
      for (const size of readIntegers(field)) {
        if (size < 0n) throw new Error('A tensor of the model has a negative size: the file is damaged.');
        elements *= size;
        if (elements > mostElements)
          throw new Error(
            `A tensor of the model says that it has more than ${mostElements} numbers. It is refused.`,
          );
      }
    if (field.number === 13 || (field.number === 14 && field.value === 1n)) isExternal = true;
  }
  if (isExternal)
    throw new Error(
      'The model keeps weights in another file. Export it as one file: in Python, onnx.save(model, "model.onnx", save_as_external_data=False).',
    );
}

function checkSparseTensor(bytes: Uint8Array): void {
  for (const { number, bytes: part } of readFields(bytes))
    if ((number === 1 || number === 2) && part) checkTensor(part);
}

function readValue(bytes: Uint8Array): GraphValue {
  const name = textOf(bytes, 1);
  const type = bytesOf(bytes, 2);
  const tensor = type && bytesOf(type, 1);
  if (!tensor) {
    const sequence = type && bytesOf(type, 4);
    const element = sequence && bytesOf(sequence, 1);
    return { name, type: element && bytesOf(element, 5) ? 'maps' : 'other' };
  }
  const element = numberOf(tensor, 1);
  const shape = bytesOf(tensor, 2);
  return {
    name,
    type: tensorTypes[Number(element)] ?? 'other',
    shape:
      shape &&
      [...limited(readFields(shape, 1), 100)].flatMap(({ number, bytes: dim }) =>
        number === 1 && dim ? [readSize(dim)] : [],
      ),
  };
}

/** A negative size is one that is not fixed, as some exporters write it. */
function readSize(bytes: Uint8Array): number | null {
  const value = numberOf(bytes, 1);
  const size = value === undefined ? -1 : Number(BigInt.asIntN(64, value));
  return size >= 0 ? size : null;
}

/** Looked for one by one: a hostile message may have as many fields as bytes. */
function bytesOf(message: Uint8Array, wanted: number): Uint8Array | undefined {
  for (const { bytes } of readFields(message, wanted)) if (bytes) return bytes;
  return undefined;
}

function numberOf(message: Uint8Array, wanted: number): bigint | undefined {
  for (const { value } of readFields(message, wanted)) if (value !== undefined) return value;
  return undefined;
}

const textOf = (message: Uint8Array, wanted: number) => readText(bytesOf(message, wanted), 200);

function* limited<T>(all: Iterable<T>, most: number): Generator<T> {
  let count = 0;
  for (const one of all) {
    if (++count > most) throw new Error('The file has far more parts than a model has. It is refused.');
    yield one;
  }
}
