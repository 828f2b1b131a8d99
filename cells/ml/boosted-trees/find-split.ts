import { type Bounds, type LeafRules, leafGain, leafValue, shrink } from './leaf-values';

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

/**
 * The best place to part a column of numbers, trying the missing on both sides. Sums of `node` and `left` are in histogram units.
 * @param monotone the right side's value is not lower (1) or not higher (−1) than the left's
 */
export function findNumberSplit(
  { gradients, hessians, counts }: ReadHistogram,
  bins: number,
  node: Sums & Bounds,
  rules: SplitRules,
  monotone: number,
): FoundSplit | undefined {
  const { minSamplesLeaf, gradientUnit, hessianUnit, l1, l2, isBounded } = rules;
  // A side without any curvature has no best value.
  const minHessian = Math.max(rules.minChildWeight, Number.MIN_VALUE);
  const missing = counts[bins] ?? 0;
  let bestGain = 0;
  let bestBin = -1;
  let bestMissingLeft = false;
  let [bestGradient, bestHessian, bestCount] = [0, 0, 0];
  for (let side = 0; side < (missing > 0 ? 2 : 1); side++) {
    const isMissingLeft = side === 1;
    let gradient = isMissingLeft ? (gradients[bins] ?? 0) : 0;
    let hessian = isMissingLeft ? (hessians[bins] ?? 0) : 0;
    let count = isMissingLeft ? missing : 0;
    // All numbers left and the missing right is a split too.
    const end = missing > 0 && !isMissingLeft ? bins : bins - 1;
    for (let bin = 0; bin < end; bin++) {
      const inBin = counts[bin] ?? 0;
      if (inBin === 0) continue;
      gradient += gradients[bin] ?? 0;
      hessian += hessians[bin] ?? 0;
      count += inBin;
      if (count < minSamplesLeaf) continue;
      if (node.count - count < minSamplesLeaf) break;
      const leftHessian = hessian * hessianUnit;
      if (leftHessian < minHessian) continue;
      const rightHessian = (node.hessian - hessian) * hessianUnit;
      if (rightHessian < minHessian) break;
      const leftGradient = gradient * gradientUnit;
      const rightGradient = (node.gradient - gradient) * gradientUnit;
      let gain: number;
      if (isBounded) {
        const leftValue = leafValue(leftGradient, leftHessian, rules, node);
        const rightValue = leafValue(rightGradient, rightHessian, rules, node);
        if (monotone * (rightValue - leftValue) < 0) continue;
        gain =
          leafGain(leftGradient, leftHessian, leftValue, rules) +
          leafGain(rightGradient, rightHessian, rightValue, rules);
      } else {
        const g = shrink(leftGradient, l1);
        const h = shrink(rightGradient, l1);
        gain = (g * g) / (leftHessian + l2) + (h * h) / (rightHessian + l2);
      }
      if (gain > bestGain) {
        bestGain = gain;
        bestBin = bin;
        bestMissingLeft = isMissingLeft;
        bestGradient = gradient;
        bestHessian = hessian;
        bestCount = count;
      }
    }
  }
  if (bestBin === -1) return undefined;
  return {
    gain: bestGain,
    bin: bestBin,
    // Where none was missing, the missing to come go with the more rows.
    missingLeft: missing > 0 ? bestMissingLeft : 2 * bestCount > node.count,
    left: { gradient: bestGradient, hessian: bestHessian, count: bestCount },
  };
}
