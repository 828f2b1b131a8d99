import * as notebooks from '../services/notebooks';
import { read, router, write } from './trpc';

export const notebooksRouter = router({
  list: read(notebooks.listNotebooks),
  read: read(notebooks.readNotebook),
  readRevision: read(notebooks.readRevision),
  revisions: read(notebooks.listRevisions),
  create: write(notebooks.createNotebook),
  save: write(notebooks.saveNotebook),
  rename: write(notebooks.renameNotebook),
  delete: write(notebooks.deleteNotebook),
  restore: write(notebooks.restoreNotebook),
  grants: read(notebooks.listGrants),
  grantDataset: write(notebooks.grantDataset),
  grantPredictions: write(notebooks.grantPredictions),
  grantRuns: write(notebooks.grantRuns),
  grantConnection: write(notebooks.grantConnection),
  grantWorkers: write(notebooks.grantWorkers),
  revokeGrant: write(notebooks.revokeGrant),
});
