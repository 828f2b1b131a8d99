import type { FeatureMatrix, TreeFeature } from './ensemble';
import { type Kernel, startKernel } from './kernel/start-kernel';
import { type Bins, learnCategoryBins, learnNumberBins } from './learn-bins';
import { allocate, type MemoryPlan } from './training-memory';

/** A column of the binned table. */
export interface BinnedColumn {
  readonly bins: Bins;
  /** Pointer to its first bin, and bytes from row to row. */
  readonly at: number;
  readonly width: number;
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
          ? learnNumberBins(values, weights, maxBins)
          : learnCategoryBins(values, weights, feature.categories.length);
      const column = { bins, at: blockAt + i, width };
      writeBins(column, values, 0, { memory, kernel, plan });
      const rest = held?.columns[firstColumn + i];
      if (rest) writeBins(column, rest, fit.numRows, { memory, kernel, plan });
      columns.push(column);
      const pause = breathe();
      if (pause) await pause;
    }
  return { plan, memory, kernel, numRows: fit.numRows + (held?.numRows ?? 0), columns };
}

function writeBins(
  { bins, at, width }: BinnedColumn,
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
    kernel.binNumbers(plan.gradients, values.length, plan.bounds, bins.bins, to, width);
    return;
  }
  const bytes = new Uint8Array(memory.buffer);
  for (let row = 0; row < values.length; row++) {
    const place = values[row] ?? Number.NaN;
    bytes[to + row * width] = place >= 0 ? (bins.binOf[place] ?? bins.bins) : bins.bins;
  }
}
