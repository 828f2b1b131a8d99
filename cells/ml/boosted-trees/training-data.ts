import type { FeatureMatrix, TreeFeature } from './ensemble';
import { type Kernel, startKernel } from './kernel/start-kernel';
import { type Bins, learnCategoryBins, learnNumberBins, type SortedNumbers } from './learn-bins';
import { allocate, type MemoryPlan } from './training-memory';

/** A column of the binned table. */
export interface BinnedColumn {
  readonly bins: Bins;
  /** Pointer to its first bin beside those of its row, and bytes from row to row. */
  readonly at: number;
  readonly width: number;
  /** Pointer to its bins one after the other. */
  readonly own: number;
}

/** The table as training reads it: a byte for each value, in the kernel's memory. */
export interface TrainingData {
  readonly plan: MemoryPlan;
  readonly memory: WebAssembly.Memory;
  readonly kernel: Kernel;
  readonly numRows: number;
  readonly columns: readonly BinnedColumn[];
}

export interface TrainingRows {
  readonly features: readonly TreeFeature[];
  /** Bins are learnt from these rows. */
  readonly fit: FeatureMatrix;
  readonly weights?: Float64Array;
  /** Rows that follow them. */
  readonly held?: FeatureMatrix;
  readonly maxBins: number;
}

/** Learns the bins of each column and writes the rows' into memory. */
export async function loadTrainingData(
  { features, fit, weights, held, maxBins }: TrainingRows,
  plan: MemoryPlan,
  breathe: () => Promise<void> | undefined,
): Promise<TrainingData> {
  const memory = allocate(plan);
  const kernel = await startKernel(memory);
  const columns: BinnedColumn[] = [];
  for (const { at: blockAt, firstColumn, width } of plan.blocks)
    for (let i = 0; i < width; i++) {
      const feature = features[firstColumn + i];
      const values = fit.columns[firstColumn + i];
      if (!feature || !values) throw new Error('There are fewer columns than the memory was laid out for.');
      const bins =
        feature.kind === 'number'
          ? learnNumberBins(
              sortPresent(values, { memory, kernel, plan }),
              maxBins,
              weights && { values, weights },
            )
          : learnCategoryBins(values, weights, feature.categories.length);
      const own = plan.columns + (firstColumn + i) * (fit.numRows + (held?.numRows ?? 0));
      const column = { bins, at: blockAt + i, width, own };
      writeBins(column, values, 0, { memory, kernel, plan });
      const rest = held?.columns[firstColumn + i];
      if (rest) writeBins(column, rest, fit.numRows, { memory, kernel, plan });
      columns.push(column);
      const pause = breathe();
      if (pause) await pause;
    }
  return { plan, memory, kernel, numRows: fit.numRows + (held?.numRows ?? 0), columns };
}

/** The finite numbers of a column, rising, and how many rows have none. They are a view that the next column overwrites. */
function sortPresent(
  values: Float64Array,
  { memory, kernel, plan }: Pick<TrainingData, 'memory' | 'kernel' | 'plan'>,
): SortedNumbers {
  const sorted = new Float64Array(memory.buffer, plan.gradients, values.length);
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? Number.NaN;
    // −0 would be sorted below 0, and is the same number.
    if (Number.isFinite(value)) sorted[count++] = value + 0;
  }
  kernel.sortNumbers(plan.gradients, count, plan.hessians, plan.digits);
  return { sorted: sorted.subarray(0, count), missing: values.length - count };
}

function writeBins(
  { bins, at, width, own }: BinnedColumn,
  values: Float64Array,
  firstRow: number,
  { memory, kernel, plan }: Pick<TrainingData, 'memory' | 'kernel' | 'plan'>,
): void {
  const to = at + firstRow * width;
  if (bins.kind === 'number') {
    const bounds = new Float64Array(memory.buffer, plan.bounds, 256).fill(Number.POSITIVE_INFINITY);
    bounds.set(bins.bounds.subarray(0, -1));
    // The place of the gradients is free until the first round.
    new Float64Array(memory.buffer, plan.gradients, values.length).set(values);
    kernel.binNumbers(plan.gradients, values.length, plan.bounds, bins.bins, to, width, own + firstRow);
    return;
  }
  const bytes = new Uint8Array(memory.buffer);
  for (let row = 0; row < values.length; row++) {
    const place = values[row] ?? Number.NaN;
    const bin = place >= 0 ? (bins.binOf[place] ?? bins.bins) : bins.bins;
    bytes[to + row * width] = bin;
    bytes[own + firstRow + row] = bin;
  }
}
