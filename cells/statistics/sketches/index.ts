/** Small summaries of many values that merge: an hour's, a day's and a year's are made from one another without the rows. */
export {
  addToSketch,
  type ColumnSketch,
  createColumnSketch,
  distinctError,
  listFrequent,
  mergeIntoSketch,
  rankError,
} from './column-sketch';
export {
  createDistinctSketch,
  type DistinctSketch,
  parseDistinctSketch,
  serializeDistinctSketch,
} from './distinct-sketch';
export {
  createQuantileSketch,
  parseQuantileSketch,
  type QuantileSketch,
  serializeQuantileSketch,
} from './quantile-sketch';
