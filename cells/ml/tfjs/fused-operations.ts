import { z } from 'zod';

/** Activations that the WebAssembly backend computes in one step with what stands before them. */
const computed = new Set([
  'BiasAdd',
  'FusedBatchNorm',
  'Relu',
  'Relu6',
  'Elu',
  'LeakyRelu',
  'Prelu',
  'Sigmoid',
]);

const fusedOps = z.object({ list: z.object({ s: z.array(z.string().max(100)).min(1).max(4) }) });

interface Node {
  readonly name: string;
  readonly op: string;
  readonly attr?: Readonly<Record<string, unknown>>;
}

/** What a converter put into one step: `["BiasAdd", "Tanh"]`. Empty where it is one operation. */
export function fusedIn({ op, attr }: Pick<Node, 'op' | 'attr'>): readonly string[] {
  const parsed = op.includes('Fused') ? fusedOps.safeParse(attr?.fused_ops) : undefined;
  return parsed?.data?.list.s.map((text) => atob(text)) ?? [];
}

/** The same graph, in which an activation that the backend does not compute with the step before it is a step of its own. */
export function splitFused(topology: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const nodes = topology.node as readonly Node[]; // described before
  return { ...topology, node: nodes.flatMap(splitNode) };
}

function splitNode(node: Node): readonly Node[] {
  const fused = fusedIn(node);
  const activation = fused.at(-1);
  if (activation === undefined || computed.has(activation)) return [node];
  const before = `${node.name}/before_${activation}`;
  const rest = fused.slice(0, -1).map((text) => btoa(text));
  const { T } = node.attr ?? {};
  const added = { name: node.name, op: activation, input: [before], attr: { T } };
  return [{ ...node, name: before, attr: { ...node.attr, fused_ops: { list: { s: rest } } } }, added];
}
