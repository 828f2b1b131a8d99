/**
 * Prediction's walk over trees, in AssemblyScript: compiled to WebAssembly by `cli/build-kernel.mjs`. The memory is laid out by
 * `../../lay-out-trees.ts`; nothing is allocated here. Pointers are bytes.
 *
 * A node has 16 bytes: an f64 threshold; an i32 with the place of its number in a row, its lowest bit set where it parts categories;
 * and an i32 that points to its left child, beside which the right one lies. Of a split of categories the first 8 bytes hold a pointer
 * to its set's words and their number. A leaf reads the row's first number, −Infinity, which is not above its value, and so leads to
 * itself: rows need not be asked whether they have arrived, and no step has a branch that the processor would have to guess.
 */

@inline
function stepNumber(node: usize, row: usize): usize {
  return load<u32>(node, 12) + (<usize>(load<f64>(row + load<u32>(node, 8)) > load<f64>(node)) << 4);
}

/**
 * Either kind of split, both decided and one taken by masks: a `select` would become a branch. The place of a category is an i32 in the
 * row. Where there is no word to look at, the one at 0 is, which is 0.
 */
@inline
function step(node: usize, row: usize): usize {
  const reads: u32 = load<u32>(node, 8);
  const isCategory: u32 = reads & 1;
  const at: usize = row + (reads - isCategory);
  const place: u32 = load<u32>(at);
  const word: u32 = place >> 5;
  const isThere: u32 = isCategory & <u32>(word < load<u32>(node, 4));
  const bits: u32 = load<u32>((load<u32>(node) + (word << 2)) & (0 - isThere));
  const isAbove: u32 = <u32>(load<f64>(at) > load<f64>(node));
  const isOutside: u32 = ((bits >> (place & 31)) & 1) ^ 1;
  const right: u32 = isAbove ^ ((isAbove ^ isOutside) & isCategory);
  return load<u32>(node, 12) + (<usize>right << 4);
}

/** Rows are asked now and then after all: a tree that grew leaf by leaf may have one leaf far below the others. */
const stepsBetween: i32 = 6;

@inline
function isLeaf(node: usize): u32 {
  return <u32>(load<u32>(node, 12) == node);
}

@inline
function add(to: usize, leaf: usize): void {
  store<f64>(to, load<f64>(to) + load<f64>(leaf));
}

/**
 * Adds trees to margins. `trees` to `end` have 16 bytes each: i32 pointer to the root, steps to the lowest leaf, place of the output
 * in a row of margins in bytes, 1 where it parts categories. `width` and `outputs` are the bytes of a row and of its margins.
 * Every row gets its trees in their order, however many rows there are.
 */
export function addTrees(
  trees: usize,
  end: usize,
  row: usize,
  width: usize,
  rows: i32,
  margins: usize,
  outputs: usize,
): void {
  const eights: i32 = rows & ~7;
  for (let tree = trees; tree < end; tree += 16) {
    const to = margins + load<u32>(tree, 8);
    if (load<u32>(tree, 12)) walkMixed(load<u32>(tree), load<i32>(tree, 4), row, width, eights, to, outputs);
    else walkNumbers(load<u32>(tree), load<i32>(tree, 4), row, width, eights, to, outputs);
  }
  row += width * eights;
  margins += outputs * eights;
  for (let left = rows - eights; left > 0; --left) {
    walkRow(trees, end, row, margins);
    row += width;
    margins += outputs;
  }
}

function walkNumbers(
  root: usize,
  depth: i32,
  row: usize,
  width: usize,
  rows: i32,
  to: usize,
  outputs: usize,
): void {
  for (; rows > 0; rows -= 8) {
    const r1 = row + width;
    const r2 = r1 + width;
    const r3 = r2 + width;
    const r4 = r3 + width;
    const r5 = r4 + width;
    const r6 = r5 + width;
    const r7 = r6 + width;
    let a = root;
    let b = root;
    let c = root;
    let d = root;
    let e = root;
    let f = root;
    let g = root;
    let h = root;
    for (let left = depth; left > 0; left -= stepsBetween) {
      for (let k = min(left, stepsBetween); k > 0; --k) {
        a = stepNumber(a, row);
        b = stepNumber(b, r1);
        c = stepNumber(c, r2);
        d = stepNumber(d, r3);
        e = stepNumber(e, r4);
        f = stepNumber(f, r5);
        g = stepNumber(g, r6);
        h = stepNumber(h, r7);
      }
      if (isLeaf(a) & isLeaf(b) & isLeaf(c) & isLeaf(d) & isLeaf(e) & isLeaf(f) & isLeaf(g) & isLeaf(h)) break;
    }
    add(to, a);
    add((to += outputs), b);
    add((to += outputs), c);
    add((to += outputs), d);
    add((to += outputs), e);
    add((to += outputs), f);
    add((to += outputs), g);
    add((to += outputs), h);
    to += outputs;
    row = r7 + width;
  }
}

function walkMixed(
  root: usize,
  depth: i32,
  row: usize,
  width: usize,
  rows: i32,
  to: usize,
  outputs: usize,
): void {
  for (; rows > 0; rows -= 4) {
    const r1 = row + width;
    const r2 = r1 + width;
    const r3 = r2 + width;
    let a = root;
    let b = root;
    let c = root;
    let d = root;
    for (let left = depth; left > 0; left -= stepsBetween) {
      for (let k = min(left, stepsBetween); k > 0; --k) {
        a = step(a, row);
        b = step(b, r1);
        c = step(c, r2);
        d = step(d, r3);
      }
      if (isLeaf(a) & isLeaf(b) & isLeaf(c) & isLeaf(d)) break;
    }
    add(to, a);
    add((to += outputs), b);
    add((to += outputs), c);
    add((to += outputs), d);
    to += outputs;
    row = r3 + width;
  }
}

/** One row through four trees at once. */
function walkRow(trees: usize, end: usize, row: usize, margins: usize): void {
  let tree = trees;
  for (; tree + 64 <= end; tree += 64) {
    let a: usize = load<u32>(tree);
    let b: usize = load<u32>(tree, 16);
    let c: usize = load<u32>(tree, 32);
    let d: usize = load<u32>(tree, 48);
    let depth = load<i32>(tree, 4);
    depth = max(depth, load<i32>(tree, 20));
    depth = max(depth, load<i32>(tree, 36));
    depth = max(depth, load<i32>(tree, 52));
    if (load<u32>(tree, 12) | load<u32>(tree, 28) | load<u32>(tree, 44) | load<u32>(tree, 60))
      for (; depth > 0; --depth) {
        a = step(a, row);
        b = step(b, row);
        c = step(c, row);
        d = step(d, row);
      }
    else
      for (; depth > 0; --depth) {
        a = stepNumber(a, row);
        b = stepNumber(b, row);
        c = stepNumber(c, row);
        d = stepNumber(d, row);
      }
    add(margins + load<u32>(tree, 8), a);
    add(margins + load<u32>(tree, 24), b);
    add(margins + load<u32>(tree, 40), c);
    add(margins + load<u32>(tree, 56), d);
  }
  for (; tree < end; tree += 16) {
    let a: usize = load<u32>(tree);
    for (let depth = load<i32>(tree, 4); depth > 0; --depth) a = step(a, row);
    add(margins + load<u32>(tree, 8), a);
  }
}
