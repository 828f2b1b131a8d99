import { query } from '../command';
import { signDataPath } from '../data-url';
import * as notebooks from '../services/notebooks';
import { read, router, write } from './trpc';

/** A file as a frame takes it: a path on this server, valid for some hours. */
const openFile = query({
  action: notebooks.openFile.action,
  input: notebooks.openFile.input,
  async run(context, input) {
    const { hash } = await notebooks.openFile(context, input);
    const { notebookId, name } = input;
    return {
      path: signDataPath(context.config, { hash }, { fileName: name, notebookId, now: context.now() }),
    };
  },
});

export const notebooksRouter = router({
  list: read(notebooks.listNotebooks),
  browse: read(notebooks.browseNotebooks),
  labels: read(notebooks.listNotebookLabels),
  search: read(notebooks.searchNotebooks),
  losses: read(notebooks.readNotebookLosses),
  read: read(notebooks.readNotebook),
  readRevision: read(notebooks.readRevision),
  revisions: read(notebooks.listRevisions),
  history: read(notebooks.readHistory),
  openFile: read(openFile),
  missingFiles: read(notebooks.findMissingFiles),
  nameRevision: write(notebooks.nameRevision),
  create: write(notebooks.createNotebook),
  save: write(notebooks.saveNotebook),
  rename: write(notebooks.renameNotebook),
  delete: write(notebooks.deleteNotebook),
  restore: write(notebooks.restoreNotebook),
  deleteSeveral: write(notebooks.deleteNotebooks),
  restoreSeveral: write(notebooks.restoreNotebooks),
  purge: write(notebooks.purgeNotebook),
  move: write(notebooks.moveNotebooks),
  renameFolder: write(notebooks.renameFolder),
  tag: write(notebooks.tagNotebooks),
  import: read(notebooks.importNotebook),
  imported: read(notebooks.listImported),
  grants: read(notebooks.listGrants),
  copyGrants: write(notebooks.copyGrants),
  grantNotebook: write(notebooks.grantNotebook),
  grantDataset: write(notebooks.grantDataset),
  grantPredictions: write(notebooks.grantPredictions),
  grantRuns: write(notebooks.grantRuns),
  grantConnection: write(notebooks.grantConnection),
  grantWorkers: write(notebooks.grantWorkers),
  revokeGrant: write(notebooks.revokeGrant),
});
