/**
 * Checks of data: what versions are expected to be, measured by DuckDB and judged by `cells/statistics/expectations`. Uploads never
 * wait for it: a job checks what is new.
 */

export { checkVersion } from './check-version';
export { learnExpectations, saveExpectations } from './expectations';
export { checkDatasetJob } from './job';
export { type CheckState, listUnchecked, readChecks, stateOfVersion } from './read-checks';
export { sayBlocked } from './say-blocked';
