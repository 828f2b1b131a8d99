/**
 * Cross-validation: rows dealt out in folds, a training for each, figures with their spread, and answers to rows that the model had not
 * seen. It trains as `ml.train` does and knows nothing of how results look.
 */
export {
  type CrossValidation,
  createCrossValidation,
  type FoldComparison,
  type FoldMetric,
} from './cross-validation';
export {
  type CrossValidateOptions,
  type CrossValidateOptionsInput,
  countFolds,
  type FoldOptions,
  foldOptions,
  parseCrossValidateOptions,
  splitLike,
} from './fold-options';
export type { Fold } from './make-folds';
export { makeUsableFolds } from './make-usable-folds';
export { type CrossValidationResult, type FoldResult, runCrossValidation } from './run-cross-validation';
