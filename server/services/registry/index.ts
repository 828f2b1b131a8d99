/**
 * Models, their immutable numbered versions and the aliases that move over them. A version is `pending` until the hash of
 * every file is verified. Nothing here loads or runs a model.
 */
export { admitVersion } from './admit-version';
export { readAliasAt } from './alias-at';
export { moveAlias, overruleGates, readEarlier, removeAlias, rollBackAlias } from './aliases';
export { editCard, exportCard, missingOfCard, readCard } from './card';
export { recordFigures } from './card/record-figures';
export { deleteModel } from './delete-model';
export { describeModel } from './describe';
export * from './external';
export * from './gates';
export { grantImports } from './grant-imports';
export { listSliceFiles } from './hold-slice-files';
export { admitVersionJob, judgeVersionJob, type VersionJob, verifyVersionJob } from './jobs';
export { aliasName, defaultAlias, type ModelReference, modelName, parseReference } from './names';
export { promoteModel } from './promote-model';
export { listDeletions, readDeletion } from './read-deletions';
export { type JsonValue, readExample } from './read-example';
export { readGranted, requireGrantedModel } from './read-granted';
export { readTree, readVersionHistory } from './read-learning';
export { listModels, readModel, readVersion } from './read-models';
export { readModelPersonal, readPersonal, withoutPersonal } from './read-personal';
export { readStates } from './read-states';
export { readUnpinned } from './read-unpinned';
export { recordBlob } from './record-blob';
export { readServed } from './require-version';
export { resolveNumber } from './resolve-number';
export { routedVersions } from './routed-versions';
export { openStatement, type Statement, signStatement, sliceFile } from './statement';
export { readForVerification, recordVerification, verifyAgain } from './verification';
export { isServable, requireWarm, type Warmed, warmed } from './warmed';
