import * as deployments from '../services/deployments';
import { readArms } from '../services/monitoring';
import {
  changeDeployment,
  createDeployment,
  restoreDeployment,
  startCanary,
  startExperiment,
  startShadow,
} from '../serving';
import { read, router, write } from './trpc';

export const deploymentsRouter = router({
  list: read(deployments.listDeployments),
  read: read(deployments.readDeployment),
  revisions: read(deployments.readRevisions),
  figures: read(deployments.readFigures),
  arms: read(readArms),
  create: write(createDeployment),
  change: write(changeDeployment),
  delete: write(deployments.deleteDeployment),
  restore: write(restoreDeployment),
  startCanary: write(startCanary),
  weighCanary: write(deployments.weighCanary),
  promoteCanary: write(deployments.promoteCanary),
  endCanary: write(deployments.endCanary),
  startExperiment: write(startExperiment),
  endExperiment: write(deployments.endExperiment),
  startShadow: write(startShadow),
  endShadow: write(deployments.endShadow),
  keys: read(deployments.listKeys),
  createKey: write(deployments.createKey),
  revokeKey: write(deployments.revokeKey),
  // Asked like a write: a pass is never kept by a cache.
  pass: write(deployments.makePass),
  price: read(deployments.readPrice),
  setPrice: write(deployments.setPrice),
});
