/** How good a model is while labels are late or absent: estimates from its own probabilities, metrics so far, tests of the error rate. */
export {
  type ErrorMetric,
  errorMetricParts,
  errorMetrics,
  errorSamplingError,
  type RowLoss,
  rowLosses,
} from './error-metrics';
export {
  createPerformanceEstimator,
  type EstimatedMetric,
  type PerformanceEstimator,
  type PerformanceSoFar,
  performanceSoFar,
} from './estimate-performance';
export type { PerformanceFigures } from './expected-performance';
export { fitIsotonic, type Isotonic } from './isotonic';
export {
  type LabelledRows,
  type PerformanceMetric,
  performanceMetrics,
  type ScoredRows,
} from './scored-rows';
