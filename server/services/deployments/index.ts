/**
 * Deployments: served names, what answers at them, who may ask how much, and what was served. Each change is a numbered revision that
 * stays. Nothing here answers a request: serving does, and hears of changes by a notice of their transaction.
 */
export { endCanary, promoteCanary, startCanary, weighCanary } from './canary';
export { checkKey, type KeyScope, makePass } from './check-key';
export { changeDeployment, createDeployment, deleteDeployment, restoreDeployment } from './edit-deployments';
export { endExperiment, startExperiment } from './experiment';
export { createKey, recordKeyUse, revokeKey } from './keys';
export { bucketOf } from './latency-buckets';
export { readPrice, setPrice } from './price';
export {
  listDeployments,
  listKeys,
  readDeployment,
  readFigures,
  readRevisions,
} from './read-deployments';
export { readServedDeployment, type ServedDeployment } from './read-served';
export { forgetTraffic, recordTraffic } from './record-traffic';
export { readModelOf, requireDeleted } from './require-deployment';
export { type Canary, impliedRoutes, noLimits } from './routes';
export { endShadow, startShadow } from './shadow';
export type { Minute, Refusals } from './traffic';
export { listWatched, watchDeployment } from './watch';
