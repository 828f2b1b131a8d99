/** What MLflow's registry knows that ours adds: models without versions, versions of foreign make, stages. */

export { createModel, renameModel } from './create-model';
export { importVersion } from './import-version';
export { listRegistered, type RegisteredModel, type RegisteredVersion } from './list-registered';
export { type Mlmodel, readMlmodel } from './read-mlmodel';
export { type ExternalFile, registerVersion } from './register-version';
export { setAlias } from './set-alias';
export { aliasOfStage, moveStage, stageOf, stages } from './stages';
