/**
 * Links by which anybody who has one reads a notebook as an app, as far as the operator lets there be any. A link gives what the notebook
 * shows, its text, the data sets that it was granted, the packages and files that its text locks, and all this of the cells of other
 * notebooks that it imports; nothing else, and nothing that writes.
 */
export { createLink, restoreLink, revokeLink } from './edit-links';
export { listLinks } from './list-links';
export { listSharedImports } from './list-shared-imports';
export { type OpenLink, openLink, readShared } from './open-link';
export { findSharedPackage, openSharedFile } from './read-locked';
export { listSharedTables, openSharedTable } from './shared-tables';
