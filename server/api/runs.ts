import * as experiments from '../services/experiments';
import { read, router, write } from './trpc';

export const runsRouter = router({
  list: read(experiments.listRuns),
  group: read(experiments.groupRuns),
  listGranted: read(experiments.listGrantedRuns),
  columns: read(experiments.listColumns),
  read: read(experiments.readRun),
  metrics: read(experiments.readMetrics),
  record: write(experiments.recordRunEvents),
  edit: write(experiments.editRun),
  archive: write(experiments.archiveRuns),
  delete: write(experiments.deleteRuns),
  restore: write(experiments.restoreRuns),
  purge: write(experiments.purgeRuns),
});
