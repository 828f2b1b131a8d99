import type { Bounds, LeafRules } from './leaf-values';
import type { TrainingData } from './training-data';

/** Sums over rows: gradients, hessians, and their number. */
export interface Sums {
  readonly gradient: number;
  readonly hessian: number;
  readonly count: number;
}

/** A histogram of one column; the missing are the entry at `bins`. In units in which all sums are exact. */
export interface ReadHistogram {
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
  readonly counts: Float64Array;
}

export interface SplitRules extends LeafRules {
  readonly minSamplesLeaf: number;
  readonly minChildWeight: number;
  /** Real gradients and hessians are those of histograms times these powers of two. */
  readonly gradientUnit: number;
  readonly hessianUnit: number;
}

export interface FoundSplit {
  readonly gain: number;
  /** Of numbers: the last bin that goes left. Of categories: the bins that go left. */
  readonly bin: number;
  readonly leftBins?: readonly number[];
  readonly missingLeft: boolean;
  readonly left: Sums;
}

/** Finds splits of columns of numbers, in the kernel: see `findNumberSplit` there. */
export interface NumberSplitFinder {
  /** Before the columns of a node. Its sums are in histogram units. */
  setNode(node: Sums & Bounds, rules: SplitRules): void;
  /**
   * @param monotone the right side's value is not lower (1) or not higher (−1) than the left's
   * @param least a gain that is not more than this is not wanted
   */
  find(histogram: number, bins: number, monotone: number, least: number): FoundSplit | undefined;
}

export function createNumberSplitFinder({
  plan,
  memory,
  kernel,
}: Pick<TrainingData, 'plan' | 'memory' | 'kernel'>): NumberSplitFinder {
  const about = new Float64Array(memory.buffer, plan.readOut, 32);
  let bounded = 0;
  return {
    setNode({ gradient, hessian, count, lower, upper }, rules) {
      about[0] = gradient;
      about[1] = hessian;
      about[2] = count;
      about[3] = rules.gradientUnit;
      about[4] = rules.hessianUnit;
      about[5] = rules.minSamplesLeaf;
      // A side without any curvature has no best value.
      about[6] = Math.max(rules.minChildWeight, Number.MIN_VALUE);
      about[7] = rules.l1;
      about[8] = rules.l2;
      about[9] = lower;
      about[10] = upper;
      bounded = rules.isBounded ? 1 : 0;
    },
    find(histogram, bins, monotone, least) {
      kernel.findNumberSplit(histogram, bins, plan.readOut, bounded, monotone);
      const gain = about[16] ?? 0;
      if (gain <= least) return undefined;
      return {
        gain,
        bin: about[17] ?? 0,
        missingLeft: about[18] === 1,
        left: { gradient: about[19] ?? 0, hessian: about[20] ?? 0, count: about[21] ?? 0 },
      };
    },
  };
}
