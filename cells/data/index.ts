/**
 * DuckDB in the tab behind one method, and what goes in and out of it. Knows nothing of cells, grants or the page: who starts the
 * engine, which data sets there are and which tables a text reads is given to it.
 */

export { decodeResult } from './decode-result';
export {
  type AttachedDataset,
  createDataEngine,
  type DataEngine,
  type DataEngineOptions,
  type QueryOptions,
} from './engine';
export { QueryError } from './query-error';
export { SelectedRows } from './selected-rows';
export { isArqueroTable, isArrowTable, toArrow } from './to-arrow';
