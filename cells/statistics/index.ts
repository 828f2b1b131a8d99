/**
 * Distances, tests and verdicts on columns: pure functions on arrays, the same in notebook and server. No engine, no table
 * type, nothing of the product's words but the training profile that they compare with.
 */
export { type AndersonDarling, andersonDarling } from './anderson-darling';
export { basicInterval, type Interval, percentileInterval, resampleWeights } from './bootstrap';
export { type ChiSquare, chiSquare } from './chi-square';
export {
  type Chunk,
  type ChunkPeriod,
  type ChunkRule,
  chunkPeriods,
  chunkRows,
  type Incomplete,
  periodOf,
} from './chunk-rows';
export { type CramerVonMises, cramerVonMises } from './cramer-von-mises';
export {
  type DistanceIntervalOptions,
  distanceInterval,
  histogramInterval,
  wassersteinInterval,
} from './distance-interval';
export { drawEvenly } from './draw-evenly';
export {
  type ColumnDrift,
  type Drift,
  type DriftMethod,
  driftOf,
  driftOfColumns,
  fewestRows,
  type SampledColumn,
} from './drift';
export { type Effect, shiftOfMean, shiftOfShare } from './effect';
export * from './error-rate';
export { adjustPValues } from './false-discovery';
export { hellinger } from './hellinger';
export { histogramCounts, sturgesEdges } from './histogram';
export { jensenShannon } from './jensen-shannon';
export { type DriftRule, type JudgedDrift, judgeDrift } from './judge-drift';
export { type KolmogorovSmirnov, kolmogorovSmirnov, kolmogorovTail } from './kolmogorov-smirnov';
export { kullbackLeibler } from './kullback-leibler';
export { type MannWhitney, mannWhitney } from './mann-whitney';
export * from './performance';
export type { ColumnProfile, TrainingProfile } from './profile';
export { compareProportions, type ProportionTest } from './proportions';
export { psi } from './psi';
export { quantile, quantileSample } from './quantile';
export { createRandom, type Random, type RandomState, type SeededRandom } from './random';
export { readNumbers, readStrings } from './read-values';
export * from './reconstruction';
export { shareInterval, signTest } from './share-interval';
export * from './sketches';
export {
  chiSquareTail,
  logGamma,
  normalCritical,
  normalTwoSided,
  upperIncompleteGamma,
} from './special-functions';
export { studentCritical, studentTwoSided } from './student-t';
export { findThresholds, isOutside, type ThresholdRule, type Thresholds } from './thresholds';
export { normedWasserstein, wasserstein } from './wasserstein';
