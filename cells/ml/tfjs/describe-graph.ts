import { z } from 'zod';
import type { GraphValue, TensorGraph } from '../elsewhere/tensor-graph';
import { fusedIn } from './fused-operations';
import { type GraphNode, readGraphNodes } from './graph-nodes';
import { nodeOf } from './node-of';
import type { TfjsModel } from './read-tfjs-files';
import { shapeProto } from './tensor-shape';

const tensor = z.looseObject({
  name: z.string().min(1).max(500).optional(),
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
 * @throws Error in words where its nodes are refused, so that nothing is run of it
 */
export function describeGraph(model: TfjsModel): Omit<TensorGraph, 'producer'> {
  const nodes = readGraphNodes(model);
  const { inputs, outputs } = readSignature(model.signature);
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
  const filled = takes.find(({ name }) => !nodes.get(nodeOf(name))?.op.startsWith('Placeholder'));
  if (filled)
    throw new Error(
      `The model's input ${filled.name.slice(0, 100)} is a node that has its value already: it is no placeholder.`,
    );
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

const typeAttr = ({ attr }: GraphNode) =>
  z.object({ type: tensor.shape.dtype }).safeParse(attr.dtype).data?.type;
const shapeAttr = ({ attr }: GraphNode) => z.object({ shape: shapeProto }).safeParse(attr.shape).data?.shape;

/** The last operation that does more than hand on. */
function endOf(nodes: ReadonlyMap<string, GraphNode>, name: string): string | undefined {
  let at = nodes.get(name);
  while (at?.op === 'Identity') at = nodes.get(nodeOf(at.input[0] ?? ''));
  return at && (fusedIn(at).at(-1) ?? at.op);
}
