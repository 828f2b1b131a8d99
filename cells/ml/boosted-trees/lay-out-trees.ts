import { type Ensemble, nodeFlags, outputsOf, type Tree } from './ensemble';

/** One reading of a feature: a column is in as many slots as there are ways in which its missing values go. */
export interface Slot {
  readonly feature: number;
  readonly isCategory: boolean;
  /** What a missing number is read as: −Infinity goes left of every threshold, Infinity right. */
  readonly missing: number;
  readonly zeroIsMissing: boolean;
}

/**
 * Where all trees of an ensemble lie in one memory, in the form that `kernel/source/walk.ts` describes, with room for a block of rows
 * and their margins. All are bytes, but `blockRows`.
 */
export interface TreesLayout {
  readonly trees: number;
  readonly treesEnd: number;
  /** As large as all of `trees`: a choice of them. */
  readonly chosenTrees: number;
  readonly block: number;
  readonly margins: number;
  readonly total: number;
  readonly blockRows: number;
  /** Of a row, whose first number is −Infinity; the others are the slots', a category's place (0: missing) as an integer. */
  readonly width: number;
  readonly slots: readonly Slot[];
}

/** Numbers of a block of rows that stay in the processor's first cache while all trees pass over them. */
const blockNumbers = 4096;
const treeBytes = 16;
const nodeBytes = 16;

/** Lays the trees out in the buffer that `allocate` gives for their size. */
export function layOutTrees(
  ensemble: Ensemble,
  allocate: (bytes: number) => ArrayBuffer,
): { readonly layout: TreesLayout; readonly buffer: ArrayBuffer } {
  const { trees } = ensemble;
  const { slots, slotOf } = listSlots(ensemble);
  // Word 0 is 0, where nodes look that have no word of their own.
  const words = [0];
  const sets = trees.map((tree) => Array.from(tree.feature, (_, node) => shiftSet(tree, node, words)));
  const width = 8 * (slots.length + 1);
  const blockRows = Math.max(8, Math.floor(blockNumbers / (slots.length + 1)) & ~7);
  const nodeCount = trees.reduce((sum, tree) => sum + tree.feature.length, 0);

  const nodesStart = align(4 * words.length);
  const treesStart = nodesStart + nodeBytes * nodeCount;
  const chosenTrees = treesStart + treeBytes * trees.length;
  const block = chosenTrees + treeBytes * trees.length;
  const margins = block + width * blockRows;
  const total = margins + 8 * blockRows * outputsOf(ensemble);

  const buffer = allocate(total);
  const integers = new Int32Array(buffer);
  const doubles = new Float64Array(buffer);
  new Uint32Array(buffer).set(words);
  for (let row = 0; row < blockRows; row++) doubles[(block + row * width) >> 3] = Number.NEGATIVE_INFINITY;
  let root = nodesStart;
  trees.forEach((tree, t) => {
    const depth = writeTree(tree, { root, integers, doubles, slotOf, sets: sets[t] ?? [] });
    const hasCategories = tree.flags.some((flags) => (flags & nodeFlags.category) !== 0);
    integers.set(
      [root, depth, 8 * (ensemble.output[t] ?? 0), hasCategories ? 1 : 0],
      (treesStart + treeBytes * t) >> 2,
    );
    root += nodeBytes * tree.feature.length;
  });
  const places = { trees: treesStart, treesEnd: chosenTrees, chosenTrees, block, margins, total };
  return { layout: { ...places, blockRows, width, slots }, buffer };
}

function align(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}

type SlotOf = (feature: number, flags: number) => number;

/** The slots that any split reads, and the place of a split's: 1 and on, since a row begins with −Infinity. */
function listSlots({ trees }: Ensemble): { slots: Slot[]; slotOf: SlotOf } {
  const slots: Slot[] = [];
  const places = new Map<number, number>();
  const slotOf: SlotOf = (feature, flags) => {
    const isCategory = (flags & nodeFlags.category) !== 0;
    const zeroIsMissing = !isCategory && (flags & nodeFlags.zeroIsMissing) !== 0;
    // A set has a bit for the missing value.
    const isLeft = isCategory || (flags & nodeFlags.missingLeft) !== 0;
    const key = 4 * feature + (isLeft ? 2 : 0) + (zeroIsMissing ? 1 : 0);
    const known = places.get(key);
    if (known !== undefined) return known;
    slots.push({ feature, isCategory, zeroIsMissing, missing: isLeft ? -Infinity : Infinity });
    places.set(key, slots.length);
    return slots.length;
  };
  for (const { feature, flags } of trees)
    feature.forEach((index, node) => {
      if (index >= 0) slotOf(index, flags[node] ?? 0);
    });
  return { slots, slotOf };
}

/**
 * Appends the node's set one bit higher, its bit 0 set where missing values go left. Gives where it begins, in words, and how many
 * there are; undefined where it parts no categories.
 */
function shiftSet(
  tree: Tree,
  node: number,
  words: number[],
): readonly [start: number, length: number] | undefined {
  const flags = tree.flags[node] ?? 0;
  if ((tree.feature[node] ?? -1) < 0 || (flags & nodeFlags.category) === 0) return undefined;
  const begin = words.length;
  const start = tree.setStart[node] ?? 0;
  const length = tree.setLength[node] ?? 0;
  let carry = flags & nodeFlags.missingLeft ? 1 : 0;
  for (let word = 0; word < length; word++) {
    const bits = tree.sets[start + word] ?? 0;
    words.push(((bits << 1) | carry) >>> 0);
    carry = bits >>> 31;
  }
  if (carry !== 0 || length === 0) words.push(carry);
  return [begin, words.length - begin];
}

interface TreeWriting {
  readonly root: number;
  readonly integers: Int32Array;
  readonly doubles: Float64Array;
  readonly slotOf: SlotOf;
  readonly sets: readonly (readonly [start: number, length: number] | undefined)[];
}

/** Writes the nodes level by level, so that siblings lie side by side. Gives the steps to the lowest leaf. */
function writeTree(tree: Tree, { root, integers, doubles, slotOf, sets }: TreeWriting): number {
  const order = [0];
  const depths = [0];
  for (let i = 0; i < order.length; i++) {
    const node = order[i] ?? 0;
    const at = root + nodeBytes * i;
    const feature = tree.feature[node] ?? -1;
    if (feature < 0) {
      doubles[at >> 3] = tree.value[node] ?? 0;
      integers[(at >> 2) + 2] = 0;
      integers[(at >> 2) + 3] = at;
      continue;
    }
    const set = sets[node];
    const flags = tree.flags[node] ?? 0;
    if (set) integers.set([4 * set[0], set[1]], at >> 2);
    else doubles[at >> 3] = clamp(tree.threshold[node] ?? 0);
    integers[(at >> 2) + 2] = 8 * slotOf(feature, flags) + (set ? 1 : 0);
    integers[(at >> 2) + 3] = root + nodeBytes * order.length;
    order.push(tree.left[node] ?? 0, tree.right[node] ?? 0);
    const depth = (depths[i] ?? 0) + 1;
    depths.push(depth, depth);
  }
  return depths.at(-1) ?? 0;
}

/** No finite number is decided otherwise by the largest one than by infinity, which stands for missing ones. */
function clamp(threshold: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, threshold));
}
