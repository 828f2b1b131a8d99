/**
 * Links by which anybody who has one reads a notebook as an app, as far as the operator lets there be any. A link gives what the notebook
 * shows, its text and the data sets that it was granted; nothing else, and nothing that writes.
 */
export { createLink, restoreLink, revokeLink } from './edit-links';
export { listLinks } from './list-links';
export { listSharedTables, type OpenLink, openLink, openSharedTable, readShared } from './open-link';
