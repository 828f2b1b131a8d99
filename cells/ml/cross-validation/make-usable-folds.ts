import type { Actual } from '../evaluate';
import type { Columns } from '../model';
import { refuseUnusable } from '../prepare-training';
import type { CrossValidateOptions } from './fold-options';
import { type Fold, makeFolds } from './make-folds';

/**
 * Deals the rows out in folds, on each of which one can train and test.
 * @throws Error in words that names the fold where one cannot
 */
export function makeUsableFolds(
  table: Columns,
  actual: Actual,
  { folds: dealt, training }: CrossValidateOptions,
): Fold[] {
  const folds = makeFolds(table, actual, { folds: dealt, seed: training.seed });
  folds.forEach((fold, i) => {
    try {
      refuseUnusable({ ...fold, dropped: 0 }, actual, training);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new Error(`Fold ${i + 1} of ${folds.length}: ${message}`, { cause: error });
    }
  });
  return folds;
}
