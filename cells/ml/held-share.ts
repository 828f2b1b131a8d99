import { boostedTreesOptions } from './boosted-trees/options';
import type { TrainableLearner } from './learners-about';

/** Fewer held-out rows than this say nothing. */
const fewestHeld = 10;

/** The share of the training rows that a learner is given to know when to stop; 0: it learns from all of them. */
export function heldShare(learner: TrainableLearner, options: Record<string, unknown>, rows: number): number {
  if (learner === 'network') return 0.1;
  if (learner !== 'boosted-trees') return 0;
  const { patience, folds, validationShare } = boostedTreesOptions.parse(options);
  return patience > 0 && folds < 2 && rows * validationShare >= fewestHeld ? validationShare : 0;
}
