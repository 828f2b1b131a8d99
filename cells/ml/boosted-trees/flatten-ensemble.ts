import { type Ensemble, nodeFlags, outputsOf, type Tree } from './ensemble';

/**
 * All trees of an ensemble in a few arrays, for walking: a node is its place times four in `nodes`, which holds the slot that it reads,
 * its left and its right child (a leaf's are itself), and the number of words of its set (0 where it parts numbers).
 */
export interface FlatTrees {
  readonly nodes: Int32Array;
  /** By node: what its slot is compared with; never infinite, since missing values stand as infinities in the slots. */
  readonly thresholds: Float64Array;
  /** By node: what its leaf adds. */
  readonly values: Float64Array;
  /** By node that parts categories: where its words begin in `sets`. Bit 0 is the missing value, bit p + 1 the place p. */
  readonly setStarts: Int32Array;
  readonly sets: Uint32Array;
  readonly trees: readonly FlatTree[];
  readonly slots: readonly Slot[];
  readonly outputs: number;
  readonly base: Float64Array;
}

export interface FlatTree {
  readonly root: number;
  /** Steps to its lowest leaf. */
  readonly depth: number;
  readonly output: number;
  readonly hasCategories: boolean;
}

/** One reading of a feature: a column is in as many slots as there are ways in which its missing values go. */
export interface Slot {
  readonly feature: number;
  readonly isCategory: boolean;
  /** What a missing number is read as: −Infinity goes left of every threshold, Infinity right. */
  readonly missing: number;
  readonly zeroIsMissing: boolean;
}

export function flattenEnsemble(ensemble: Ensemble): FlatTrees {
  const total = ensemble.trees.reduce((sum, tree) => sum + tree.feature.length, 0);
  const nodes = new Int32Array(4 * total);
  const thresholds = new Float64Array(total);
  const values = new Float64Array(total);
  const setStarts = new Int32Array(total);
  const sets: number[] = [];
  const slots = createSlots();
  let start = 0;
  const trees = ensemble.trees.map((tree, t): FlatTree => {
    const size = tree.feature.length;
    for (let i = 0; i < size; i++) {
      const place = start + i;
      const at = 4 * place;
      const feature = tree.feature[i] ?? -1;
      if (feature < 0) {
        nodes[at + 1] = at;
        nodes[at + 2] = at;
        thresholds[place] = Number.MAX_VALUE;
        values[place] = tree.value[i] ?? 0;
        continue;
      }
      const flags = tree.flags[i] ?? 0;
      nodes[at] = slots.find(feature, flags);
      nodes[at + 1] = 4 * (start + (tree.left[i] ?? 0));
      nodes[at + 2] = 4 * (start + (tree.right[i] ?? 0));
      thresholds[place] = clamp(tree.threshold[i] ?? 0);
      if ((flags & nodeFlags.category) === 0) continue;
      setStarts[place] = sets.length;
      nodes[at + 3] = shiftSet(tree, i, sets);
    }
    const root = 4 * start;
    start += size;
    const hasCategories = tree.flags.some((flags) => (flags & nodeFlags.category) !== 0);
    return { root, depth: depthOf(tree), output: ensemble.output[t] ?? 0, hasCategories };
  });
  return {
    ...{ nodes, thresholds, values, setStarts, trees },
    sets: Uint32Array.from(sets),
    slots: slots.all,
    outputs: outputsOf(ensemble),
    base: ensemble.base,
  };
}

function createSlots() {
  const all: Slot[] = [];
  const known = new Map<string, number>();
  return {
    all,
    find(feature: number, flags: number): number {
      const isCategory = (flags & nodeFlags.category) !== 0;
      const zeroIsMissing = !isCategory && (flags & nodeFlags.zeroIsMissing) !== 0;
      const isLeft = isCategory || (flags & nodeFlags.missingLeft) !== 0;
      const key = `${feature} ${isLeft} ${zeroIsMissing}`;
      const slot = known.get(key) ?? all.length;
      if (slot === all.length) {
        known.set(key, slot);
        all.push({ feature, isCategory, zeroIsMissing, missing: isLeft ? -Infinity : Infinity });
      }
      return slot;
    },
  };
}

/** Appends the node's set one bit higher, its bit 0 set where missing values go left. Gives the number of words. */
function shiftSet(tree: Tree, node: number, sets: number[]): number {
  const start = tree.setStart[node] ?? 0;
  const length = tree.setLength[node] ?? 0;
  let carry = (tree.flags[node] ?? 0) & nodeFlags.missingLeft ? 1 : 0;
  for (let word = 0; word < length; word++) {
    const bits = tree.sets[start + word] ?? 0;
    sets.push(((bits << 1) | carry) >>> 0);
    carry = bits >>> 31;
  }
  if (carry === 0 && length > 0) return length;
  sets.push(carry);
  return length + 1;
}

/** Children come after their parent, so that one pass down the arrays knows every depth. */
function depthOf(tree: Tree): number {
  const depths = new Int32Array(tree.feature.length);
  let deepest = 0;
  for (let i = 0; i < depths.length; i++) {
    const depth = depths[i] ?? 0;
    if (depth > deepest) deepest = depth;
    if ((tree.feature[i] ?? -1) < 0) continue;
    depths[tree.left[i] ?? 0] = depth + 1;
    depths[tree.right[i] ?? 0] = depth + 1;
  }
  return deepest;
}

/** No finite number is decided otherwise by the largest one than by infinity. */
function clamp(threshold: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, threshold));
}
