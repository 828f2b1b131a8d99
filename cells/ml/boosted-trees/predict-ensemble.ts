import type { Predictions } from '../model';
import { labelPredictions, numberPredictions } from '../predictions';
import { type Ensemble, type FeatureMatrix, outputsOf } from './ensemble';
import { layOutTrees, type Slot, type TreesLayout } from './lay-out-trees';
import { exp, logistic } from './reproducible-math';
import { type AddTrees, startWalk, walkPlainly } from './walk-trees';

export interface MarginOptions {
  /** Only the first so many trees of each output. */
  readonly rounds?: number;
}

/** An ensemble laid out for prediction. */
export interface EnsemblePredictor {
  /** Sums of leaf values and base, row-major n × outputs. A row's sum does not depend on the rows beside it. */
  predictMargins(matrix: FeatureMatrix, options?: MarginOptions): Float64Array;
}

/** LightGBM's `kZeroThreshold`, a single-precision constant there. */
export const zeroThreshold = Math.fround(1e-35);
/** Bytes below which trees are walked without WebAssembly, whose memories browsers do not give without end. */
const smallest = 65_536;

export function createPredictor(ensemble: Ensemble): EnsemblePredictor {
  const opened = open(ensemble);
  const outputs = outputsOf(ensemble);
  const { base } = ensemble;
  return {
    predictMargins({ numRows, columns }, { rounds = Number.POSITIVE_INFINITY } = {}) {
      const { layout, buffer, addTrees } = opened;
      const { blockRows, width, slots } = layout;
      const block = new Float64Array(buffer, layout.block, (blockRows * width) >> 3);
      const sums = new Float64Array(buffer, layout.margins, blockRows * outputs);
      const [trees, end] = chooseTrees(opened, ensemble.output, rounds);
      const margins = new Float64Array(numRows * outputs);
      for (let start = 0; start < numRows; start += blockRows) {
        const rows = Math.min(blockRows, numRows - start);
        slots.forEach((slot, s) => {
          const column = columns[slot.feature];
          if (!column) throw new Error(`The rows lack tree feature ${slot.feature}.`);
          fillSlot(block, column, { slot, offset: s + 1, width: width >> 3, start, rows });
        });
        for (let i = 0; i < rows * outputs; i++) sums[i] = base[i % outputs] ?? 0;
        addTrees(trees, end, layout.block, width, rows, layout.margins, 8 * outputs);
        margins.set(sums.subarray(0, rows * outputs), start * outputs);
      }
      return margins;
    },
  };
}

interface OpenTrees {
  readonly layout: TreesLayout;
  readonly buffer: ArrayBuffer;
  readonly addTrees: AddTrees;
}

function open(ensemble: Ensemble): OpenTrees {
  let addTrees: AddTrees | undefined;
  const laidOut = layOutTrees(ensemble, (bytes) => {
    if (bytes < smallest) return new ArrayBuffer(bytes);
    const walk = startWalk(bytes);
    addTrees = walk.addTrees;
    return walk.buffer;
  });
  return { ...laidOut, addTrees: addTrees ?? walkPlainly(laidOut.buffer) };
}

/** Where the trees of the first rounds begin and end. */
function chooseTrees({ layout, buffer }: OpenTrees, output: Int32Array, rounds: number): [number, number] {
  if (rounds >= output.length) return [layout.trees, layout.treesEnd];
  const table = new Int32Array(buffer);
  const passed = new Map<number, number>();
  let end = layout.chosenTrees;
  output.forEach((k, t) => {
    const round = passed.get(k) ?? 0;
    passed.set(k, round + 1);
    if (round >= rounds) return;
    const from = (layout.trees >> 2) + 4 * t;
    table.copyWithin(end >> 2, from, from + 4);
    end += 16;
  });
  return [layout.chosenTrees, end];
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
  if (slot.isCategory) {
    const places = new Int32Array(block.buffer, block.byteOffset, 2 * block.length);
    for (let row = 0, at = 2 * offset; row < rows; row++, at += 2 * width) {
      const place = column[start + row] ?? Number.NaN;
      places[at] = place >= 0 ? place + 1 : 0;
    }
  } else if (slot.zeroIsMissing)
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
      return numberPredictions(margins.map(exp));
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

function softmax(margins: Float64Array, width: number): Float64Array {
  const shares = new Float64Array(margins.length);
  for (let start = 0; start < margins.length; start += width) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < width; k++) largest = Math.max(largest, margins[start + k] ?? 0);
    for (let k = 0; k < width; k++) shares[start + k] = exp((margins[start + k] ?? 0) - largest);
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
