/**
 * The loops of training that take the time, in AssemblyScript: compiled to WebAssembly with SIMD by `cli/build-kernel.mjs`. All
 * data are in one memory that the caller lays out (`../../training-memory.ts`); nothing is allocated here. Pointers are bytes.
 *
 * A histogram has 256 entries of 16 bytes for each column: an i64 sum of gradients, and an i64 whose low 40 bits sum hessians and
 * whose high 24 bits count rows. Sums are of integers, so their order does not matter.
 */

const entryBytes: usize = 16;
const columnBytes: usize = 4096;
const hessianBits: i64 = 40;
const hessianMask: i64 = (1 << 40) - 1;

/** Rows that are gathered before they are summed. */
const batchRows: usize = 128;

/**
 * Sums a block's columns over rows. The block is row-major, `width` (at most 32) bins of one byte in each row; `gradients` holds for
 * each row an i32 gradient and an i32 hessian. Rows of a small leaf lie far apart: they are gathered into `batch` (128 × 48 bytes) first, in
 * a loop so short that the processor waits for many of them at once.
 */
export function buildHistogram(
  histogram: usize,
  block: usize,
  width: usize,
  rows: usize,
  count: usize,
  gradients: usize,
  batch: usize,
): void {
  const one = i64x2(0, 1 << 40);
  const eights = width >> 3;
  const tail = width & 7;
  const sums = batch + batchRows * 32;
  while (count > 0) {
    const n = min(count, batchRows);
    for (let i: usize = 0; i < n; i++) {
      const row = <usize>load<u32>(rows + (i << 2));
      const from = block + row * width;
      const to = batch + (i << 5);
      v128.store(to, v128.load(from));
      if (width > 16) v128.store(to, v128.load(from, 16), 16);
      v128.store(sums + (i << 4), i64x2.add(v128.load_ext<i32>(gradients + (row << 3)), one));
    }
    for (let i: usize = 0; i < n; i++) addRow(histogram, batch + (i << 5), eights, tail, v128.load(sums + (i << 4)));
    rows += n << 2;
    count -= n;
  }
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function addRow(to: usize, bins: usize, eights: usize, tail: usize, added: v128): void {
  for (let k: usize = 0; k < eights; k++) {
    const word = load<u64>(bins);
    addTo(to, <usize>(word << 4) & 0xff0, 0, added);
    addTo(to, <usize>(word >> 4) & 0xff0, 1, added);
    addTo(to, <usize>(word >> 12) & 0xff0, 2, added);
    addTo(to, <usize>(word >> 20) & 0xff0, 3, added);
    addTo(to, <usize>(word >> 28) & 0xff0, 4, added);
    addTo(to, <usize>(word >> 36) & 0xff0, 5, added);
    addTo(to, <usize>(word >> 44) & 0xff0, 6, added);
    addTo(to, <usize>(word >> 52) & 0xff0, 7, added);
    bins += 8;
    to += 8 * columnBytes;
  }
  let k: usize = 0;
  if (tail & 4) {
    const word = load<u32>(bins);
    addTo(to, <usize>(word << 4) & 0xff0, 0, added);
    addTo(to, <usize>(word >> 4) & 0xff0, 1, added);
    addTo(to, <usize>(word >> 12) & 0xff0, 2, added);
    addTo(to, <usize>(word >> 20) & 0xff0, 3, added);
    to += 4 * columnBytes;
    k = 4;
  }
  for (; k < tail; k++) {
    addTo(to, (<usize>load<u8>(bins + k)) << 4, 0, added);
    to += columnBytes;
  }
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function addTo(histogram: usize, entry: usize, column: usize, added: v128): void {
  const at = histogram + entry;
  const offset = column * columnBytes;
  v128.store(at + offset, i64x2.add(v128.load(at + offset), added));
}

/** from −= part, over `columns` columns. */
export function subtractHistogram(from: usize, part: usize, columns: usize): void {
  const end = from + columns * columnBytes;
  for (; from < end; from += 64, part += 64) {
    v128.store(from, i64x2.sub(v128.load(from), v128.load(part)));
    v128.store(from, i64x2.sub(v128.load(from, 16), v128.load(part, 16)), 16);
    v128.store(from, i64x2.sub(v128.load(from, 32), v128.load(part, 32)), 32);
    v128.store(from, i64x2.sub(v128.load(from, 48), v128.load(part, 48)), 48);
  }
}

export function clearHistogram(histogram: usize, columns: usize): void {
  memory.fill(histogram, 0, columns * columnBytes);
}

/** Sums of the rounded gradients and hessians of some rows, as two doubles at `to`. */
export function sumRows(rows: usize, count: usize, gradients: usize, to: usize): void {
  let sum = i64x2(0, 0);
  const end = rows + (count << 2);
  for (; rows < end; rows += 4)
    sum = i64x2.add(sum, v128.load_ext<i32>(gradients + ((<usize>load<u32>(rows)) << 3)));
  store<f64>(to, <f64>i64x2.extract_lane(sum, 0));
  store<f64>(to, <f64>i64x2.extract_lane(sum, 1), 8);
}

/**
 * The best place to part a column of numbers, with the missing (the entry at `bins`) on either side. At `about` lie doubles: sums of
 * the node (gradient, hessian, rows), what they are multiplied with (gradients, hessians), least rows and least hessian of a side, L1, L2,
 * least and largest value of a leaf. After them, from the 16th, is written: gain (0: none), last bin on the left, 1 where the
 * missing go left, and the sums of the left side. `bounded` is 1 where values keep to their bounds; then a right side below
 * (`monotone` 1) or above (−1) the left is not taken.
 */
export function findNumberSplit(histogram: usize, bins: usize, about: usize, bounded: i32, monotone: f64): void {
  const nodeGradient = <i64>load<f64>(about);
  const nodeCount = <i64>load<f64>(about, 16);
  const nodePacked = <i64>load<f64>(about, 8) + (nodeCount << hessianBits);
  const gradientUnit = load<f64>(about, 24);
  const hessianUnit = load<f64>(about, 32);
  const leastRows = <i64>load<f64>(about, 40);
  const leastHessian = load<f64>(about, 48);
  const l1 = load<f64>(about, 56);
  const l2 = load<f64>(about, 64);
  const lower = load<f64>(about, 72);
  const upper = load<f64>(about, 80);
  const missing = histogram + bins * entryBytes;
  const hasMissing = load<i64>(missing, 8) != 0;
  let bestGain: f64 = 0;
  let bestBin: usize = 0;
  let bestMissingLeft: f64 = 0;
  let bestGradient: i64 = 0;
  let bestPacked: i64 = 0;
  const sides = hasMissing ? 2 : 1;
  for (let side: i32 = 0; side < sides; side++) {
    let gradient: i64 = side ? load<i64>(missing) : 0;
    let packed: i64 = side ? load<i64>(missing, 8) : 0;
    // All numbers left and the missing right is a split too.
    const end = hasMissing && !side ? bins : bins - 1;
    for (let bin: usize = 0; bin < end; bin++) {
      const entry = histogram + bin * entryBytes;
      const inBin = load<i64>(entry, 8);
      gradient += load<i64>(entry);
      packed += inBin;
      const count = <i64>(<u64>packed >> <u64>hessianBits);
      if (count < leastRows) continue;
      if (nodeCount - count < leastRows) break;
      const leftHessian = <f64>(packed & hessianMask) * hessianUnit;
      if (leftHessian < leastHessian) continue;
      const rightHessian = <f64>((nodePacked - packed) & hessianMask) * hessianUnit;
      if (rightHessian < leastHessian) break;
      const left = shrink(<f64>gradient * gradientUnit, l1);
      const right = shrink(<f64>(nodeGradient - gradient) * gradientUnit, l1);
      let gain: f64;
      if (bounded) {
        const leftValue = min(max(-left / (leftHessian + l2), lower), upper);
        const rightValue = min(max(-right / (rightHessian + l2), lower), upper);
        if (monotone * (rightValue - leftValue) < 0) continue;
        gain =
          -(2 * left * leftValue + (leftHessian + l2) * leftValue * leftValue) -
          (2 * right * rightValue + (rightHessian + l2) * rightValue * rightValue);
      } else {
        const both = f64x2(left, right);
        const curvature = f64x2.add(f64x2(leftHessian, rightHessian), f64x2.splat(l2));
        const gains = f64x2.div(f64x2.mul(both, both), curvature);
        gain = f64x2.extract_lane(gains, 0) + f64x2.extract_lane(gains, 1);
      }
      if (gain > bestGain) {
        bestGain = gain;
        bestBin = bin;
        bestMissingLeft = side ? 1 : 0;
        bestGradient = gradient;
        bestPacked = packed;
      }
    }
  }
  const bestCount = <i64>(<u64>bestPacked >> <u64>hessianBits);
  store<f64>(about, bestGain, 128);
  store<f64>(about, <f64>bestBin, 136);
  // Where none was missing, the missing to come go with the more rows.
  store<f64>(about, hasMissing ? bestMissingLeft : 2 * bestCount > nodeCount ? 1 : 0, 144);
  store<f64>(about, <f64>bestGradient, 152);
  store<f64>(about, <f64>(bestPacked & hessianMask), 160);
  store<f64>(about, <f64>bestCount, 168);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function shrink(gradient: f64, l1: f64): f64 {
  if (l1 == 0) return gradient;
  return gradient > l1 ? gradient - l1 : gradient < -l1 ? gradient + l1 : 0;
}

/** One column's first `bins` entries as doubles: gradients at `to`, hessians 2 048 bytes after, counts 4 096 after. */
export function readHistogram(column: usize, bins: usize, to: usize): void {
  const end = column + bins * entryBytes;
  for (; column < end; column += entryBytes, to += 8) {
    const packed = load<i64>(column, 8);
    store<f64>(to, <f64>load<i64>(column));
    store<f64>(to, <f64>(packed & hessianMask), 2048);
    store<f64>(to, <f64>(<u64>packed >> <u64>hessianBits), 4096);
  }
}

/**
 * Parts a list of rows, stably: those whose bin has a 1 in `goesLeft` (256 bytes) come first. Gives their number. `column` has a
 * byte for each row; `scratch` takes `count` rows.
 */
export function partRows(
  rows: usize,
  count: usize,
  column: usize,
  goesLeft: usize,
  scratch: usize,
): usize {
  let left = rows;
  let right = scratch;
  const end = rows + (count << 2);
  for (let from = rows; from < end; from += 4) {
    const row = load<u32>(from);
    const isLeft = <usize>load<u8>(goesLeft + <usize>load<u8>(column + <usize>row));
    store<u32>(left, row);
    store<u32>(right, row);
    left += isLeft << 2;
    right += (1 - isLeft) << 2;
  }
  memory.copy(left, scratch, right - scratch);
  return (left - rows) >> 2;
}

/** Adds one number to the scores (doubles) of some rows. */
export function addToScores(rows: usize, count: usize, scores: usize, value: f64): void {
  const end = rows + (count << 2);
  for (; rows < end; rows += 4) {
    const at = scores + ((<usize>load<u32>(rows)) << 3);
    store<f64>(at, load<f64>(at) + value);
  }
}

/**
 * Sends rows through a tree and adds its answers to their scores. A node has 32 bytes: pointer to the first bin of its column, bytes
 * from row to row, pointer to 256 bytes that say which bins go left, left child, right child (both 0: a leaf), 4 unused, value.
 */
export function addTree(rows: usize, count: usize, nodes: usize, scores: usize): void {
  const end = rows + (count << 2);
  for (; rows < end; rows += 4) {
    const row = <usize>load<u32>(rows);
    let node = nodes;
    for (;;) {
      const left = <usize>load<u32>(node, 12);
      if (left == 0) break;
      const bin = <usize>load<u8>(<usize>load<u32>(node) + row * <usize>load<u32>(node, 4));
      const isLeft = load<u8>(<usize>load<u32>(node, 8) + bin);
      node = nodes + ((isLeft ? left : <usize>load<u32>(node, 16)) << 5);
    }
    const at = scores + (row << 3);
    store<f64>(at, load<f64>(at) + load<f64>(node, 24));
  }
}

/**
 * Writes the bin of each number: how many of the 255 rising `bounds` (padded with infinity) are below it; `missing` for NaN.
 * Written twice: `width` bytes apart at `to`, one after the other at `column`.
 */
export function binNumbers(
  values: usize,
  count: usize,
  bounds: usize,
  missing: i32,
  to: usize,
  width: usize,
  column: usize,
): void {
  const end = values + (count << 3);
  for (; values < end; values += 8, to += width, column++) {
    const value = load<f64>(values);
    let at = bounds;
    at += load<f64>(at, 127 * 8) < value ? 128 * 8 : 0;
    at += load<f64>(at, 63 * 8) < value ? 64 * 8 : 0;
    at += load<f64>(at, 31 * 8) < value ? 32 * 8 : 0;
    at += load<f64>(at, 15 * 8) < value ? 16 * 8 : 0;
    at += load<f64>(at, 7 * 8) < value ? 8 * 8 : 0;
    at += load<f64>(at, 3 * 8) < value ? 4 * 8 : 0;
    at += load<f64>(at, 1 * 8) < value ? 2 * 8 : 0;
    at += load<f64>(at) < value ? 8 : 0;
    const bin = value == value ? <i32>((at - bounds) >> 3) : missing;
    store<u8>(to, bin);
    store<u8>(column, bin);
  }
}

/** The largest absolute value of `count` doubles; NaN if one is. */
export function largestOf(values: usize, count: usize): f64 {
  let largest = f64x2.splat(0);
  const end = values + (count << 3);
  for (; values + 16 <= end; values += 16) largest = f64x2.max(largest, f64x2.abs(v128.load(values)));
  if (values < end) largest = f64x2.max(largest, f64x2.splat(abs(load<f64>(values))));
  return max(f64x2.extract_lane(largest, 0), f64x2.extract_lane(largest, 1));
}

/** Rounds gradients and hessians, scaled, to pairs of i32. */
export function quantize(
  gradients: usize,
  hessians: usize,
  count: usize,
  gradientScale: f64,
  hessianScale: f64,
  to: usize,
): void {
  const end = gradients + (count << 3);
  for (; gradients < end; gradients += 8, hessians += 8, to += 8) {
    store<i32>(to, <i32>nearest(load<f64>(gradients) * gradientScale));
    store<i32>(to, <i32>nearest(load<f64>(hessians) * hessianScale), 4);
  }
}

/**
 * Sorts doubles without NaN: a radix sort, eleven bits at a time from the lowest, over bits that rise with the number. `scratch`
 * takes as many, `digits` 6 × 2 048 words. The result is in place.
 */
export function sortNumbers(values: usize, count: usize, scratch: usize, digits: usize): void {
  memory.fill(digits, 0, 6 * 8192);
  const bytes = count << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const bits = load<u64>(values + at);
    const key = bits ^ (<u64>(<i64>bits >> 63) | 0x8000000000000000);
    store<u64>(values + at, key);
    for (let pass: usize = 0; pass < 6; pass++) {
      const digit = digits + (pass << 13) + ((<usize>(key >> <u64>(pass * 11)) & 2047) << 2);
      store<u32>(digit, load<u32>(digit) + 1);
    }
  }
  let from = values;
  let to = scratch;
  for (let pass: usize = 0; pass < 6; pass++) {
    const table = digits + (pass << 13);
    let before: u32 = 0;
    let isNeeded = true;
    for (let digit: usize = 0; digit < 8192; digit += 4) {
      const here = load<u32>(table + digit);
      if (here == <u32>count) isNeeded = false;
      store<u32>(table + digit, before);
      before += here;
    }
    if (!isNeeded) continue;
    for (let at: usize = 0; at < bytes; at += 8) {
      const key = load<u64>(from + at);
      const place = table + ((<usize>(key >> <u64>(pass * 11)) & 2047) << 2);
      const next = load<u32>(place);
      store<u32>(place, next + 1);
      store<u64>(to + ((<usize>next) << 3), key);
    }
    const other = from;
    from = to;
    to = other;
  }
  for (let at: usize = 0; at < bytes; at += 8) {
    const key = load<u64>(from + at);
    store<u64>(values + at, key ^ (key >> 63 ? 0x8000000000000000 : 0xffffffffffffffff));
  }
}
