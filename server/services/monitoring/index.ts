/** What is watched and what was found: monitors, their notebook's template, and the log of predictions as notebooks read it. */
export { countWaitingSegments } from './count-waiting-segments';
export {
  type ErasureJob,
  eraseFromLog,
  eraseSubject,
  eraseSubjectJob,
  listErasures,
  readErasure,
} from './erasures';
export { changeLogSettings, keepLog, readKeptShare, readLogSettings } from './keep-log';
export { listSegments } from './log-files';
export { segmentFolder } from './log-format';
export { keepLogJob, rollSegmentsJob } from './log-job';
export { openGrantedPredictions } from './open-predictions';
export { readArms } from './read-arms';
export { listMonitors } from './read-monitors';
export { findUnknownPredictions, readTraffic, type Traffic } from './read-traffic';
export { rollSegments } from './roll-segments';
export { readGrantedSketches } from './sketches';
export { type MonitorTemplate, monitorTemplates, readMonitorTemplate } from './template';
