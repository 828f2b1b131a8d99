/** Subjects whose predictions are taken out of the log, and the proof that they were. */
export { type ErasureJob, eraseSubject, eraseSubjectJob } from './ask-erasure';
export { eraseFromLog } from './erase-from-log';
export { listErasures, readErasure } from './read-erasures';
