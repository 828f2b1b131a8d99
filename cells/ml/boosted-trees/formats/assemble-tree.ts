import { nodeFlags, type Tree } from '../ensemble';

/** A node as a file of elsewhere describes it; `left` and `right` are that file's names for its children. */
export type SourceNode =
  | { readonly kind: 'leaf'; readonly value: number; readonly cover: number; readonly count: number }
  | {
      readonly kind: 'split';
      readonly feature: number;
      readonly threshold: number;
      /** Bit sets of the places that go left, for a category. */
      readonly set?: readonly number[];
      /** `nodeFlags.missingLeft` and `zeroIsMissing`. */
      readonly flags: number;
      readonly left: number;
      readonly right: number;
      readonly gain: number;
      readonly cover: number;
      readonly count: number;
    };

/**
 * Makes a tree of nodes that are read one by one from the root, level by level: its children come after their parents, and what
 * nothing leads to is left out.
 * @throws Error when the nodes go in a circle
 */
export function assembleTree(root: number, read: (node: number) => SourceNode): Tree {
  const names = [root];
  const seen = new Set(names);
  const nodes: SourceNode[] = [];
  const children: number[] = [];
  for (const name of names) {
    const node = read(name);
    nodes.push(node);
    children.push(names.length);
    if (node.kind === 'leaf') continue;
    for (const child of [node.left, node.right]) {
      if (seen.has(child)) throw new Error(`two nodes lead to node ${child}`);
      seen.add(child);
      names.push(child);
    }
  }
  return fillTree(nodes, children);
}

/** `children[i]`: place of the left child of node i; the right one follows it. */
function fillTree(nodes: readonly SourceNode[], children: readonly number[]): Tree {
  const size = nodes.length;
  const sets: number[] = [];
  const tree = {
    feature: new Int32Array(size).fill(-1),
    threshold: new Float64Array(size),
    left: new Int32Array(size),
    right: new Int32Array(size),
    flags: new Uint8Array(size),
    setStart: new Int32Array(size),
    setLength: new Int32Array(size),
    value: new Float64Array(size),
    gain: new Float64Array(size),
    cover: Float64Array.from(nodes, ({ cover }) => cover),
    count: Float64Array.from(nodes, ({ count }) => count),
  };
  nodes.forEach((node, i) => {
    if (node.kind === 'leaf') {
      tree.value[i] = node.value;
      return;
    }
    tree.feature[i] = node.feature;
    tree.left[i] = children[i] ?? 0;
    tree.right[i] = (children[i] ?? 0) + 1;
    tree.gain[i] = node.gain;
    tree.flags[i] = node.set ? node.flags | nodeFlags.category : node.flags;
    if (!node.set) {
      tree.threshold[i] = node.threshold;
      return;
    }
    tree.setStart[i] = sets.length;
    tree.setLength[i] = node.set.length;
    for (const word of node.set) sets.push(word);
  });
  return { ...tree, sets: Uint32Array.from(sets) };
}
