import { z } from 'zod';
import { nodeOf } from './node-of';
import type { TfjsModel } from './read-tfjs-files';
import { refuseNumbersFromNothing } from './refuse-numbers-from-nothing';

const name = z.string().min(1).max(500);
const node = z.looseObject({
  // TensorFlow.js reads a name up to its first colon, and would take another node than the one that was looked at.
  name: name.regex(/^[^:^]+$/, 'a name holds a colon'),
  op: z.string(),
  input: z.array(name).max(1000).default([]),
  attr: z.record(z.string(), z.unknown()).default({}),
});
export type GraphNode = z.infer<typeof node>;

/**
 * The nodes of a frozen graph by their names, looked at before any is run: each input is there, none feeds itself, and none makes
 * numbers without end.
 * @throws Error in words that names the node where it is not so
 */
export function readGraphNodes({
  topology,
  ...constants
}: Pick<TfjsModel, 'topology' | 'weightSpecs' | 'weights'>): ReadonlyMap<string, GraphNode> {
  const parsed = z.array(node).safeParse(topology.node);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`A node of the graph model is not valid: ${issue?.message} at ${issue?.path.join('.')}.`);
  }
  const nodes = new Map(parsed.data.map((one) => [one.name, one]));
  if (nodes.size !== parsed.data.length) throw new Error('Two nodes of the graph model have the same name.');
  for (const { name, input } of parsed.data) {
    const absent = input.find((one) => !nodes.has(nodeOf(one)));
    if (absent !== undefined)
      throw new Error(
        `The graph model's node ${name.slice(0, 100)} reads ${absent.slice(0, 100)}, which is not there.`,
      );
  }
  refuseLoops(nodes);
  refuseNumbersFromNothing(nodes, constants);
  return nodes;
}

/** Nodes are taken away whose inputs are all gone (Kahn 1962); what is left feeds itself. */
function refuseLoops(nodes: ReadonlyMap<string, GraphNode>): void {
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
