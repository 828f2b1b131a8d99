/**
 * Answers predictions and why they are so: which version, its model in a thread, the log. One `Serving` per process; nothing here knows of HTTP.
 */
export { type AskedModels, createAskedModels } from './asked-models';
export { type Caller, keyHeader, readCaller } from './caller';
export { comparePackages } from './compare-packages';
export { createServing, servingOf, shareLogOf } from './create-serving';
export {
  changeDeployment,
  createDeployment,
  restoreDeployment,
  startCanary,
  startExperiment,
  startShadow,
} from './deploy';
export { describeEdge, listEdgeFiles } from './edge/edge-folder';
export { type ExplainedAnswer, explain } from './explain';
export { importModel, inspectFiles, keepFolder, registerLogged, tryFiles } from './imports';
export { type JudgedVersion, judgeVersion } from './judge-version';
export { judgingInThread } from './judging-thread';
export { type LabelsTaken, label } from './label';
export { type Latency, measureLatency } from './measure-latency';
export { decideTurn, moveAlias, moveStage, overruleGates, rollBackAlias, setAlias } from './move-alias';
export { describeOpenApi } from './openapi/describe-openapi';
export {
  type Answer,
  type AnsweredRows,
  type AskedRows,
  answerRows,
  describeServed,
  largestBody,
  predict,
  requestId,
  requireFewRows,
  type Serving,
} from './predict';
export type { ServedVersion } from './resolve-version';
export { warmUp } from './warm-up';
