import { query } from '../command';
import { signDataPath } from '../data-url';
import * as datasets from '../services/datasets';
import { readLineage } from '../services/lineage';
import { read, router, write } from './trpc';

/** What a frame may fetch of a granted data set: paths on this server, valid for some hours. */
const openGranted = query({
  action: datasets.openGranted.action,
  input: datasets.openGranted.input,
  async run(context, input) {
    const { dataset, databaseHash, sourceHash } = await datasets.openGranted(context, input);
    const sign = (hash: string, fileName: string) =>
      signDataPath(context.config, { hash }, { fileName, notebookId: input.notebookId, now: context.now() });
    return {
      dataset,
      database: sign(databaseHash, `${dataset.table}.duckdb`),
      source: sign(sourceHash, dataset.fileName),
    };
  },
});

export const datasetsRouter = router({
  list: read(datasets.listDatasets),
  read: read(datasets.readDataset),
  preview: read(datasets.previewRows),
  checks: read(datasets.readChecks),
  find: read(datasets.findVersion),
  diff: read(datasets.diffVersions),
  diffRows: read(datasets.diffRows),
  lineage: read(readLineage),
  listGranted: read(datasets.listGranted),
  openGranted: read(openGranted),
  check: write(datasets.checkVersion),
  learn: write(datasets.learnExpectations),
  expect: write(datasets.saveExpectations),
  mark: write(datasets.markPersonal),
  rename: write(datasets.renameDataset),
  describe: write(datasets.describeVersion),
  delete: write(datasets.deleteDataset),
  restore: write(datasets.restoreDataset),
});
