import { z } from 'zod';
import type { GraphValue, TensorGraph } from '../elsewhere/tensor-graph';
import { fusedIn } from './fused-operations';
import { shapeProto } from './tensor-shape';

const name = z.string().min(1).max(500);
const node = z.looseObject({
  name,
  op: z.string(),
  input: z.array(name).max(1000).default([]),
  attr: z.record(z.string(), z.unknown()).default({}),
});
type Node = z.infer<typeof node>;

const tensor = z.looseObject({
  name: name.optional(),
  dtype: z.union([z.string(), z.number()]).optional(),
  tensorShape: shapeProto.optional(),
  resourceId: z.unknown().optional(),
});
const signatureSchema = z.looseObject({
  inputs: z.record(z.string(), tensor).optional(),
  outputs: z.record(z.string(), tensor).optional(),
});

/** TensorFlow's `DataType`, by name and by number. */
const types: Readonly<Record<string, GraphValue['type']>> = {
  ...{ DT_FLOAT: 'float32', DT_INT32: 'int32', DT_BOOL: 'bool', DT_DOUBLE: 'float32', DT_INT64: 'int32' },
  ...{ 1: 'float32', 2: 'float32', 3: 'int32', 9: 'int32', 10: 'bool' },
};

/**
 * What a frozen graph takes and gives, read from its signature, or from its placeholders and last nodes where it has none. Names are
 * those by which it is run.
 * @throws Error in words where its nodes do not hang together, so that nothing is run of it
 */
export function describeGraph(
  topology: Readonly<Record<string, unknown>>,
  signature: Readonly<Record<string, unknown>> | undefined,
): Omit<TensorGraph, 'producer'> {
  const nodes = readNodes(topology.node);
  refuseLoops(nodes);
  const { inputs, outputs } = readSignature(signature);
  const placeholders = [...nodes.values()].filter(({ op }) => op.startsWith('Placeholder'));
  const used = new Set([...nodes.values()].flatMap(({ input }) => input.map(nodeOf)));
  const takes = inputs
    ? Object.entries(inputs).map(([key, about]) => {
        if (about.resourceId !== undefined && about.resourceId !== null)
          throw new Error(`The model's input ${key} is a table of its own, which is not filled here.`);
        return toValue(about.name ?? key, about);
      })
    : placeholders.map((one) => toValue(one.name, { dtype: typeAttr(one), tensorShape: shapeAttr(one) }));
  const gives = outputs
    ? Object.entries(outputs).map(([key, about]) => toValue(about.name ?? key, about))
    : [...nodes.values()]
        .filter((one) => !used.has(one.name) && one.op !== 'NoOp' && one.op !== 'Const')
        .map(({ name }): GraphValue => ({ name, type: 'float32' }));
  for (const { name } of [...takes, ...gives])
    if (!nodes.has(nodeOf(name))) throw new Error(`The graph model has no node ${name.slice(0, 100)}.`);
  if (takes.length === 0 || gives.length === 0)
    throw new Error('The graph model has no input or no output, so no row could be answered.');
  const [only] = gives;
  const last = gives.length === 1 && only ? endOf(nodes, nodeOf(only.name)) : undefined;
  const width = only?.shape?.[1];
  const ends =
    last === 'Sigmoid' && width === 1 ? 'probability' : last === 'Softmax' ? 'probabilities' : undefined;
  return {
    inputs: takes,
    outputs: gives,
    ...(ends && { ends }),
    zipMaps: new Map(),
    nodes: nodes.size,
  };
}

function readNodes(given: unknown): ReadonlyMap<string, Node> {
  const parsed = z.array(node).safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`A node of the graph model is not valid: ${issue?.message} at ${issue?.path.join('.')}.`);
  }
  const nodes = new Map(parsed.data.map((one) => [one.name, one]));
  if (nodes.size !== parsed.data.length) throw new Error('Two nodes of the graph model have the same name.');
  for (const { name, op, input } of parsed.data) {
    if (op === 'Range')
      throw new Error(
        `The graph model's node ${name.slice(0, 100)} is of the operation Range, which makes any number of numbers out of nothing. It is not run for rows of a table.`,
      );
    const absent = input.find((one) => !nodes.has(nodeOf(one)));
    if (absent !== undefined)
      throw new Error(
        `The graph model's node ${name.slice(0, 100)} reads ${absent.slice(0, 100)}, which is not there.`,
      );
  }
  return nodes;
}

/** Nodes are taken away whose inputs are all gone (Kahn 1962); what is left feeds itself. */
function refuseLoops(nodes: ReadonlyMap<string, Node>): void {
  const waiting = new Map<string, number>();
  const readers = new Map<string, string[]>();
  for (const { name, input } of nodes.values()) {
    waiting.set(name, input.length);
    for (const one of input) {
      const list = readers.get(nodeOf(one));
      if (list) list.push(name);
      else readers.set(nodeOf(one), [name]);
    }
  }
  const free = [...waiting].flatMap(([name, count]) => (count === 0 ? [name] : []));
  let taken = 0;
  for (let name = free.pop(); name !== undefined; name = free.pop()) {
    taken++;
    for (const reader of readers.get(name) ?? []) {
      const left = (waiting.get(reader) ?? 0) - 1;
      waiting.set(reader, left);
      if (left === 0) free.push(reader);
    }
  }
  if (taken < nodes.size) throw new Error('The nodes of the graph model feed themselves, so it has no end.');
}

function readSignature(signature: unknown) {
  const parsed = signatureSchema.safeParse(signature ?? {});
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(
      `The signature of the graph model is not valid: ${issue?.message} at ${issue?.path.join('.')}.`,
    );
  }
  const { inputs, outputs } = parsed.data;
  return {
    inputs: inputs && Object.keys(inputs).length > 0 ? inputs : undefined,
    outputs: outputs && Object.keys(outputs).length > 0 ? outputs : undefined,
  };
}

function toValue(called: string, { dtype, tensorShape }: z.infer<typeof tensor>): GraphValue {
  const shape = tensorShape?.unknownRank ? undefined : tensorShape?.dim?.map(({ size }) => size);
  return { name: called, type: types[String(dtype ?? 'DT_FLOAT')] ?? 'other', ...(shape && { shape }) };
}

const typeAttr = ({ attr }: Node) => z.object({ type: tensor.shape.dtype }).safeParse(attr.dtype).data?.type;
const shapeAttr = ({ attr }: Node) => z.object({ shape: shapeProto }).safeParse(attr.shape).data?.shape;

/** `^name` is an order without a value, `name:1` the second value of a node. */
const nodeOf = (input: string) => input.replace(/^\^/, '').replace(/:\d+$/, '');

/** The last operation that does more than hand on. */
function endOf(nodes: ReadonlyMap<string, Node>, name: string): string | undefined {
  let at = nodes.get(name);
  while (at?.op === 'Identity') at = nodes.get(nodeOf(at.input[0] ?? ''));
  return at && (fusedIn(at).at(-1) ?? at.op);
}
