/** Notebooks, their revisions and grants. A revision is immutable; saving adds one; a grant is given by a person. */
export { createNotebook } from './create-notebook';
export { deleteNotebook, renameNotebook, restoreNotebook } from './edit-notebook';
export {
  grantConnection,
  grantDataset,
  grantPredictions,
  grantRuns,
  grantWorkers,
  listGrants,
  requireGrant,
  revokeGrant,
} from './grants';
export { listNotebooks, listRevisions, readNotebook, readRevision } from './read-notebook';
export { insertRevision } from './revisions';
export { saveNotebook } from './save-notebook';
