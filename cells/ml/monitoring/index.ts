/** Models that watch another model: its errors without labels, and whether its inputs can be told from those it learnt from. */
export { classifyDomain, type DomainClassification, type DomainOptions } from './classify-domain';
export {
  type AnsweredRows,
  createErrorEstimator,
  type ErrorEstimator,
  type ErrorEstimatorOptions,
} from './estimate-errors';
