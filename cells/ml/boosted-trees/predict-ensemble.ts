import type { Predictions } from '../model';
import { labelPredictions, numberPredictions } from '../predictions';
import type { Ensemble, FeatureMatrix } from './ensemble';
import { type FlatTrees, flattenEnsemble, type Slot } from './flatten-ensemble';

export interface MarginOptions {
  /** Only the first so many trees of each output. */
  readonly rounds?: number;
}

/** An ensemble laid out for prediction. */
export interface EnsemblePredictor {
  /** Sums of leaf values and base, row-major n × outputs. A row's sum does not depend on the rows beside it. */
  predictMargins(matrix: FeatureMatrix, options?: MarginOptions): Float64Array;
}

/** Rows whose numbers, gathered row by row, stay in the processor's first cache while all trees pass over them. */
const blockNumbers = 4096;
/** LightGBM's `kZeroThreshold`, a single-precision constant there. */
export const zeroThreshold = Math.fround(1e-35);

export function createPredictor(ensemble: Ensemble): EnsemblePredictor {
  const flat = flattenEnsemble(ensemble);
  const width = Math.max(1, flat.slots.length);
  const blockRows = Math.max(4, Math.floor(blockNumbers / width) & ~3);
  return {
    predictMargins({ numRows, columns }, { rounds = Number.POSITIVE_INFINITY } = {}) {
      const { outputs, base } = flat;
      const margins = new Float64Array(numRows * outputs);
      for (let i = 0; i < margins.length; i++) margins[i] = base[i % outputs] ?? 0;
      const block = new Float64Array(Math.min(blockRows, numRows) * width);
      for (let start = 0; start < numRows; start += blockRows) {
        const rows = Math.min(blockRows, numRows - start);
        flat.slots.forEach((slot, s) => {
          const column = columns[slot.feature];
          if (!column) throw new Error(`The rows lack tree feature ${slot.feature}.`);
          fillSlot(block, column, { slot, offset: s, width, start, rows });
        });
        addTrees(flat, block, { width, rows, rounds, margins, offset: start * outputs });
      }
      return margins;
    },
  };
}

/** `createPredictor` for one table only. */
export function predictMargins(
  ensemble: Ensemble,
  matrix: FeatureMatrix,
  options?: MarginOptions,
): Float64Array {
  return createPredictor(ensemble).predictMargins(matrix, options);
}

interface Filling {
  readonly slot: Slot;
  readonly offset: number;
  readonly width: number;
  readonly start: number;
  readonly rows: number;
}

function fillSlot(
  block: Float64Array,
  column: Float64Array,
  { slot, offset, width, start, rows }: Filling,
): void {
  const { missing } = slot;
  if (slot.isCategory)
    for (let row = 0, at = offset; row < rows; row++, at += width) {
      const place = column[start + row] ?? Number.NaN;
      block[at] = place >= 0 ? place + 1 : 0;
    }
  else if (slot.zeroIsMissing)
    for (let row = 0, at = offset; row < rows; row++, at += width) {
      const value = column[start + row] ?? Number.NaN;
      block[at] = Math.abs(value) > zeroThreshold ? value : missing;
    }
  else
    for (let row = 0, at = offset; row < rows; row++, at += width) {
      const value = column[start + row] ?? Number.NaN;
      block[at] = Number.isNaN(value) ? missing : value;
    }
}

interface Adding {
  readonly width: number;
  readonly rows: number;
  readonly rounds: number;
  readonly margins: Float64Array;
  /** Of the block's first margin. */
  readonly offset: number;
}

function addTrees(
  flat: FlatTrees,
  block: Float64Array,
  { width, rows, rounds, margins, offset }: Adding,
): void {
  const { outputs } = flat;
  const passed = new Int32Array(outputs);
  for (const { root, depth, output, hasCategories } of flat.trees) {
    const round = passed[output] ?? 0;
    if (round >= rounds) continue;
    passed[output] = round + 1;
    const walk = { root, depth, width, rows, margins, offset: offset + output, outputs };
    if (hasCategories) walkCategories(flat, block, walk);
    else walkNumbers(flat, block, walk);
  }
}

interface Walk {
  readonly root: number;
  readonly depth: number;
  readonly width: number;
  readonly rows: number;
  readonly margins: Float64Array;
  readonly offset: number;
  readonly outputs: number;
}

/**
 * Four rows at once, without a branch in a step: the processor works on all four while each waits for its next node. A row that has
 * come to its leaf stays there.
 */
function walkNumbers({ nodes, thresholds, values }: FlatTrees, block: Float64Array, walk: Walk): void {
  const { root, depth, width, rows, margins, outputs } = walk;
  let out = walk.offset;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    const x0 = row * width;
    const x1 = x0 + width;
    const x2 = x1 + width;
    const x3 = x2 + width;
    let a = root;
    let b = root;
    let c = root;
    let d = root;
    for (let step = 0; step < depth; step++) {
      a = nodes[a + 1 + +((block[x0 + (nodes[a] ?? 0)] ?? 0) > (thresholds[a >> 2] ?? 0))] ?? 0;
      b = nodes[b + 1 + +((block[x1 + (nodes[b] ?? 0)] ?? 0) > (thresholds[b >> 2] ?? 0))] ?? 0;
      c = nodes[c + 1 + +((block[x2 + (nodes[c] ?? 0)] ?? 0) > (thresholds[c >> 2] ?? 0))] ?? 0;
      d = nodes[d + 1 + +((block[x3 + (nodes[d] ?? 0)] ?? 0) > (thresholds[d >> 2] ?? 0))] ?? 0;
    }
    margins[out] = (margins[out] ?? 0) + (values[a >> 2] ?? 0);
    out += outputs;
    margins[out] = (margins[out] ?? 0) + (values[b >> 2] ?? 0);
    out += outputs;
    margins[out] = (margins[out] ?? 0) + (values[c >> 2] ?? 0);
    out += outputs;
    margins[out] = (margins[out] ?? 0) + (values[d >> 2] ?? 0);
    out += outputs;
  }
  for (; row < rows; row++, out += outputs) {
    const x = row * width;
    let node = root;
    for (let next = -1; next !== node; ) {
      next = node;
      node = nodes[node + 1 + +((block[x + (nodes[node] ?? 0)] ?? 0) > (thresholds[node >> 2] ?? 0))] ?? 0;
    }
    margins[out] = (margins[out] ?? 0) + (values[node >> 2] ?? 0);
  }
}

function walkCategories(flat: FlatTrees, block: Float64Array, walk: Walk): void {
  const { nodes, thresholds, values, sets, setStarts } = flat;
  const { root, width, rows, margins, outputs } = walk;
  let out = walk.offset;
  for (let row = 0; row < rows; row++, out += outputs) {
    const x = row * width;
    let node = root;
    for (let last = -1; last !== node; ) {
      last = node;
      const value = block[x + (nodes[node] ?? 0)] ?? 0;
      const words = nodes[node + 3] ?? 0;
      if (words === 0) node = nodes[node + 1 + +(value > (thresholds[node >> 2] ?? 0))] ?? 0;
      else {
        const word = value >>> 5;
        const bits = word < words ? (sets[(setStarts[node >> 2] ?? 0) + word] ?? 0) : 0;
        node = nodes[node + 2 - ((bits >>> (value & 31)) & 1)] ?? 0;
      }
    }
    margins[out] = (margins[out] ?? 0) + (values[node >> 2] ?? 0);
  }
}

/** Margins as answers: numbers, or classes with their probabilities; quantiles rise within a row. */
export function toPredictions(
  { objective }: Pick<Ensemble, 'objective'>,
  margins: Float64Array,
  classes?: readonly string[],
): Predictions {
  switch (objective.name) {
    case 'squared':
    case 'absolute':
    case 'huber':
      return numberPredictions(margins);
    case 'poisson':
    case 'tweedie':
      return numberPredictions(margins.map(Math.exp));
    case 'quantile':
      return quantilePredictions(objective.levels, margins);
    case 'logistic': {
      const second = margins.map(logistic);
      if (!classes) return numberPredictions(second);
      const both = new Float64Array(2 * second.length);
      second.forEach((p, row) => {
        both[2 * row] = 1 - p;
        both[2 * row + 1] = p;
      });
      return labelPredictions(classes, both);
    }
    case 'softmax':
      return labelPredictions(classes ?? numbered(objective.classes), softmax(margins, objective.classes));
    case 'one-against-all':
      return labelPredictions(
        classes ?? numbered(objective.classes),
        scaleToOne(margins.map(logistic), objective.classes),
      );
  }
}

function logistic(margin: number): number {
  return 1 / (1 + Math.exp(-margin));
}

function softmax(margins: Float64Array, width: number): Float64Array {
  const shares = new Float64Array(margins.length);
  for (let start = 0; start < margins.length; start += width) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < width; k++) largest = Math.max(largest, margins[start + k] ?? 0);
    for (let k = 0; k < width; k++) shares[start + k] = Math.exp((margins[start + k] ?? 0) - largest);
  }
  return scaleToOne(shares, width);
}

/** In place. A row of zeros becomes equal shares. */
function scaleToOne(shares: Float64Array, width: number): Float64Array {
  for (let start = 0; start < shares.length; start += width) {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += shares[start + k] ?? 0;
    for (let k = 0; k < width; k++) shares[start + k] = sum > 0 ? (shares[start + k] ?? 0) / sum : 1 / width;
  }
  return shares;
}

/** Levels are learnt apart from each other and may cross: sorting a row mends that (Chernozhukov et al., 2010). */
function quantilePredictions(levels: readonly number[], margins: Float64Array): Predictions {
  const width = levels.length;
  const sorted = margins.slice();
  for (let start = 0; start < sorted.length; start += width) sorted.subarray(start, start + width).sort();
  let middle = 0;
  levels.forEach((level, k) => {
    if (Math.abs(level - 0.5) < Math.abs((levels[middle] ?? 0) - 0.5)) middle = k;
  });
  const values = Float64Array.from(
    { length: sorted.length / width },
    (_, row) => sorted[row * width + middle] ?? 0,
  );
  return { values, quantiles: { levels, values: sorted } };
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, k) => String(k));
}
