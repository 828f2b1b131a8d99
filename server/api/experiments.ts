import * as experiments from '../services/experiments';
import { read, router, write } from './trpc';

export const experimentsRouter = router({
  list: read(experiments.listExperiments),
  read: read(experiments.readExperiment),
  create: write(experiments.createExperiment),
  edit: write(experiments.editExperiment),
  delete: write(experiments.deleteExperiment),
  restore: write(experiments.restoreExperiment),
});
