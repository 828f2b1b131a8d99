/** How a cross-validation looks in a notebook. Drawn inside the frame; knows nothing of the server. */
export {
  createCrossValidationView,
  createFoldComparisonView,
  isCrossValidation,
  isFoldComparison,
} from './create-views';
