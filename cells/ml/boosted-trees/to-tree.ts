import { nodeFlags, type Tree } from './ensemble';
import type { GrownNode } from './grow-tree';
import type { TrainingData } from './training-data';
import { nodeBytes } from './training-memory';

/** Nodes of a grown tree, each before its children; the root first. */
export function listNodes(root: GrownNode): GrownNode[] {
  const nodes: GrownNode[] = [];
  const waiting = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    nodes.push(node);
    if (node.children) waiting.push(node.children[1], node.children[0]);
  }
  return nodes;
}

/** A grown tree as the ensemble keeps it. `values` are those of the leaves, by node. */
export function toTree(
  nodes: readonly GrownNode[],
  values: Float64Array,
  hessianUnit: number,
  { columns }: Pick<TrainingData, 'columns'>,
): Tree {
  const size = nodes.length;
  const places = new Map(nodes.map((node, place) => [node, place]));
  const sets: number[] = [];
  const tree = {
    feature: new Int32Array(size).fill(-1),
    threshold: new Float64Array(size),
    left: new Int32Array(size),
    right: new Int32Array(size),
    flags: new Uint8Array(size),
    setStart: new Int32Array(size),
    setLength: new Int32Array(size),
    value: values,
    gain: new Float64Array(size),
    cover: Float64Array.from(nodes, ({ hessian }) => hessian * hessianUnit),
    count: Float64Array.from(nodes, ({ count }) => count),
  };
  nodes.forEach(({ split, children }, place) => {
    if (!split || !children) return;
    tree.feature[place] = split.column;
    tree.left[place] = places.get(children[0]) ?? 0;
    tree.right[place] = places.get(children[1]) ?? 0;
    tree.gain[place] = split.gain;
    tree.flags[place] = split.missingLeft ? nodeFlags.missingLeft : 0;
    const bins = columns[split.column]?.bins;
    if (bins?.kind === 'number') tree.threshold[place] = bins.bounds[split.bin] ?? 0;
    else if (bins) {
      tree.flags[place] = (tree.flags[place] ?? 0) | nodeFlags.category;
      const set = toSet((split.leftBins ?? []).map((bin) => bins.placeOf[bin] ?? 0));
      tree.setStart[place] = sets.length;
      tree.setLength[place] = set.length;
      sets.push(...set);
    }
  });
  return { ...tree, sets: Uint32Array.from(sets) };
}

/** Bit p % 32 of word p / 32 for each place p. */
function toSet(places: readonly number[]): Uint32Array {
  const set = new Uint32Array(Math.floor(Math.max(...places) / 32) + 1);
  for (const place of places) set[place >> 5] = (set[place >> 5] ?? 0) | (1 << (place & 31));
  return set;
}

/** Writes a tree where the kernel's `addTree` reads it. */
export function writeNodes(
  nodes: readonly GrownNode[],
  values: Float64Array,
  { plan, memory, columns }: TrainingData,
): void {
  const places = new Map(nodes.map((node, place) => [node, place]));
  const words = new Uint32Array(memory.buffer, plan.nodes, (nodes.length * nodeBytes) / 4);
  const doubles = new Float64Array(memory.buffer, plan.nodes, (nodes.length * nodeBytes) / 8);
  nodes.forEach(({ split, children }, place) => {
    const column = split && columns[split.column];
    const isInner = children && column;
    const word = place * 8;
    words[word] = isInner ? column.at : 0;
    words[word + 1] = isInner ? column.width : 0;
    words[word + 2] = isInner ? plan.tables + split.table * 256 : 0;
    words[word + 3] = isInner ? (places.get(children[0]) ?? 0) : 0;
    words[word + 4] = isInner ? (places.get(children[1]) ?? 0) : 0;
    doubles[place * 4 + 3] = values[place] ?? 0;
  });
}
