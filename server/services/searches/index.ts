/**
 * Searches that a tab leads and workers share: the tab asks for trials, each is leased to one worker at a time, and what it came to goes
 * home. Where to look next and what to prune only the tab knows; nothing here trains.
 */
export { askForTrials } from './ask-for-trials';
export { claimTrial } from './claim-trial';
export { clearLeftSearches } from './clear-left-searches';
export { closeSearch } from './close-search';
export { followSearch } from './follow-search';
export { checkRoom, openSearch } from './open-search';
export { isWaiting, readSharedSearch } from './read-shared-search';
export { refuseSearch } from './refuse-search';
export { releaseTrials } from './release-trials';
export { endTrial, reportTrial } from './report-trial';
export { tryTrialsJob } from './try-trials-job';
export { countWorkers, forgetWorker, noteWorker, type WorkerAbout } from './workers';
