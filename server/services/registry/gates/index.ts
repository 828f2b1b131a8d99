/** Rules that a version must pass before a protected alias may move to it, checks of them, and approvals. */
export { decideApproval } from './approve';
export { setGates } from './editions';
export { type CheckJob, checkGatesJob } from './jobs';
export { listOpenApprovals, readCheck, readForCheck, readModelGates } from './read-checks';
export { finishCheck, recordProgress } from './record-check';
export { startCheck } from './start-check';
