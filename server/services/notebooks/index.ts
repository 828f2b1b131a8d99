/** Notebooks, their revisions and grants. A revision is immutable; saving adds one; a grant is given by a person. */

export { browseNotebooks, listNotebookLabels } from './browse-notebooks';
export { copyGrants } from './copy-grants';
export { createNotebook } from './create-notebook';
export {
  type KeptUpdate,
  keepUpdates,
  type LoadedDocument,
  listAhead,
  openDocument,
  packDocument,
  readAuthors,
  readMissed,
  readUpdates,
  reviseDocument,
} from './documents';
export {
  deleteNotebook,
  deleteNotebooks,
  renameNotebook,
  restoreNotebook,
  restoreNotebooks,
} from './edit-notebook';
export { moveNotebooks, renameFolder, tagNotebooks } from './file-notebooks';
export {
  grantConnection,
  grantDataset,
  grantNotebook,
  grantPredictions,
  grantRuns,
  grantWorkers,
  listGrants,
  requireGrant,
  revokeGrant,
} from './grants';
export {
  type AllowedImport,
  importNotebook,
  listAllowedImports,
  listImported,
  listReachable,
  readLocked,
  requireImport,
} from './import-notebook';
export { indexLeftNotebooks, indexNotebooksJob } from './index-left-notebooks';
export { nameRevision } from './name-revision';
export {
  checkFileRoom,
  findMissingFiles,
  findOwnFile,
  keepFile,
  largestFile,
  noteFile,
  openFile,
  tooLarge,
} from './notebook-files';
export { purge, purgeNotebook, readNotebookLosses } from './purge-notebook';
export { readHistory } from './read-history';
export { listNotebooks, listRevisions, readNotebook, readRevision } from './read-notebook';
export { contentReferrers, removeUnusedContents } from './remove-unused-contents';
export { insertRevision } from './revisions';
export { saveNotebook } from './save-notebook';
export { searchNotebooks } from './search-notebooks';
