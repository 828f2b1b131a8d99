/**
 * How long history stays: runs with what they showed, mails, reports kept as files. Removes rows and what they refer to; the files themselves go with
 * the next collection. What other things stand on is never taken, however old.
 */
export { keepHistoryJob } from './job';
export { removeDeletedNotebooks } from './remove-deleted-notebooks';
export { removeExecutions } from './remove-executions';
export { removeMails } from './remove-mails';
export { removeReportFiles } from './remove-report-files';
export { numberReferrers, removeRevisions, revisionReferrers } from './remove-revisions';
export { readRetention, setRetention } from './settings';
