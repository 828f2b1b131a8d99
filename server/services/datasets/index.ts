/**
 * Data sets and their versions: files read once by DuckDB, immutable, addressed by their content. Imports the notebooks
 * service (grants) and audit; knows nothing of models or monitors.
 */
export { type AddedVersion, addDatasetFile, createDatasetFromPath } from './add-file';
export {
  type CheckState,
  checkDatasetJob,
  checkVersion,
  learnExpectations,
  listUnchecked,
  readChecks,
  saveExpectations,
  stateOfVersion,
} from './checks';
export { createDatasetVersion, datasetName } from './create-dataset-version';
export { describeVersion } from './describe-version';
export { diffRows, diffVersions } from './diff';
export { deleteDataset, renameDataset, restoreDataset } from './edit-dataset';
export { findOriginal } from './find-original';
export { findVersion } from './find-version';
export { describeGranted, listGranted, openGranted } from './granted-datasets';
export { findPersonalJob, lookForPersonal } from './look-for-personal';
export { modelColumnOf } from './model-column';
export { detectManyTables, type FilePart, listParts } from './parts';
export { markPersonal, personalColumnsOf } from './personal';
export { previewRows } from './preview-rows';
export { listDatasets, readDataset } from './read-dataset';
export { readRows } from './read-rows';
