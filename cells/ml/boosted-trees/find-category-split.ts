import type { FoundSplit, ReadHistogram, SplitRules, Sums } from './find-split';
import { type Bounds, leafGain, leafValue } from './leaf-values';

export interface CategoryRules extends SplitRules {
  /** Added to the hessians when categories are sorted; those with fewer rows in the node than this are not parted. */
  readonly categorySmoothing: number;
  /** L2 penalty added for splits of more than a few categories. */
  readonly categoryL2: number;
}

/** Categories on the left at most (LightGBM's `max_cat_threshold`), and how many are few enough to go unpunished. */
const mostOnLeft = 32;
const fewCategories = 4;

/**
 * The best set of categories to send left: a run, from either end, of the categories sorted by their mean gradient (Fisher 1958), as in
 * LightGBM. The missing, the unlisted and those with too few rows go right.
 */
export function findCategorySplit(
  { gradients, hessians, counts }: ReadHistogram,
  bins: number,
  node: Sums & Bounds,
  rules: CategoryRules,
): FoundSplit | undefined {
  const { minSamplesLeaf, minChildWeight, gradientUnit, hessianUnit, categorySmoothing } = rules;
  const fewest = Math.max(categorySmoothing, 1);
  const sorted: number[] = [];
  const ratios: number[] = [];
  for (let bin = 0; bin < bins; bin++) {
    if ((counts[bin] ?? 0) < fewest) continue;
    const ratio =
      ((gradients[bin] ?? 0) * gradientUnit) /
      ((hessians[bin] ?? 0) * hessianUnit + categorySmoothing + 1e-12);
    // Sorted as they come, equal ones in order of their bins: there are few, and this runs for every column of every node.
    let place = sorted.length;
    for (; place > 0 && (ratios[place - 1] ?? 0) > ratio; place--) {
      sorted[place] = sorted[place - 1] ?? 0;
      ratios[place] = ratios[place - 1] ?? 0;
    }
    sorted[place] = bin;
    ratios[place] = ratio;
  }

  const { l1, isBounded } = rules;
  const l2 = rules.l2 + (sorted.length > fewCategories ? rules.categoryL2 : 0);
  const leaf = { l1, l2, isBounded };
  const minHessian = Math.max(minChildWeight, Number.MIN_VALUE);
  let best = { gain: 0, size: 0, isFromEnd: false, left: { gradient: 0, hessian: 0, count: 0 } };
  for (const isFromEnd of [false, true]) {
    let [gradient, hessian, count] = [0, 0, 0];
    for (let size = 1; size <= Math.min(sorted.length, mostOnLeft); size++) {
      const bin = sorted[isFromEnd ? sorted.length - size : size - 1] ?? 0;
      gradient += gradients[bin] ?? 0;
      hessian += hessians[bin] ?? 0;
      count += counts[bin] ?? 0;
      if (count < minSamplesLeaf || hessian * hessianUnit < minHessian) continue;
      const rest = node.count - count;
      const restHessian = (node.hessian - hessian) * hessianUnit;
      if (rest < minSamplesLeaf || restHessian < minHessian) break;
      const gain =
        gainOf(gradient * gradientUnit, hessian * hessianUnit) +
        gainOf((node.gradient - gradient) * gradientUnit, restHessian);
      if (gain > best.gain) best = { gain, size, isFromEnd, left: { gradient, hessian, count } };
    }
  }
  const { gain, size, isFromEnd, left } = best;
  if (size === 0) return undefined;
  const [listed, others] = isFromEnd
    ? [sorted.slice(-size), sorted.slice(0, -size)]
    : [sorted.slice(0, size), sorted.slice(size)];
  const found = { gain, bin: -1, missingLeft: false };
  const isAllSorted = sorted.reduce((sum, bin) => sum + (counts[bin] ?? 0), 0) === node.count;
  // Where nothing else goes right, what is still to come goes with the more rows.
  if (!isAllSorted || 2 * left.count <= node.count) return { ...found, leftBins: listed, left };
  return {
    ...found,
    leftBins: others,
    left: {
      gradient: node.gradient - left.gradient,
      hessian: node.hessian - left.hessian,
      count: node.count - left.count,
    },
  };

  function gainOf(g: number, h: number): number {
    return leafGain(g, h, leafValue(g, h, leaf, node), leaf);
  }
}
