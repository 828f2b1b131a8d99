/**
 * Experiments and their runs: parameters, metrics over steps, tags, inputs, artifacts. Knows notebooks and data sets by their ids;
 * nothing here trains or reads a model.
 */

export {
  type ArtifactOwner,
  addArtifact,
  entriesOf,
  listAllArtifacts,
  listArtifacts,
  readArtifact,
  removeArtifact,
  requireOwner,
} from './artifacts';
export {
  createExperiment,
  defaultExperimentId,
  deleteExperiment,
  editExperiment,
  restoreExperiment,
} from './edit-experiments';
export { archiveRuns, deleteRuns, editRun, restoreRuns } from './edit-runs';
export { endSilentRuns } from './end-silent-runs';
export { groupRuns } from './group-runs';
export { listExperiments, readExperiment } from './list-experiments';
export { listGrantedRuns } from './list-granted-runs';
export { findRunIds, listColumns, listRuns, runView } from './list-runs';
export { logRun } from './log-run';
export {
  createLoggedModel,
  deleteLoggedModel,
  editLoggedModel,
  listLoggedModels,
  logModelMetric,
  readLoggedModel,
} from './logged-models';
export { purgeRuns } from './purge-runs';
export { readMetric, readMetrics } from './read-metrics';
export { type RunInput, type RunRow, readInputs, readRun, readRunRows } from './read-runs';
export { recordRunArtifact } from './record-run-artifact';
export { recordRunEvents } from './record-run-events';
export { startRun, updateRun } from './start-run';
