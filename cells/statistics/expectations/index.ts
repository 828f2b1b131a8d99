/**
 * What the versions of a data set are expected to be, after TensorFlow Data Validation's schema: learnt from one table, edited by
 * people, and judged on what an engine measured. Pure; who measures is elsewhere.
 */
export { type Anomaly, type AnomalyExample, type AnomalyKind, anomalyKinds } from './anomaly';
export {
  type Bound,
  type ColumnExpectation,
  type ColumnType,
  type Comparator,
  columnExpectation,
  columnTypes,
  type Expectations,
  expectationsSchema,
} from './expectations';
export { judgeTable } from './judge-table';
export { type LearntColumn, largestDomain, learnExpectations } from './learn-expectations';
export type { ColumnMeasures, ComparedCounts, Found, TableMeasures } from './measures';
export { sayExpectation, sayShare, sayTable, typeWords } from './say-expectation';
