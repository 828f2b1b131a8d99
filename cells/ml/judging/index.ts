/**
 * How good a model is on rows that it has not learnt from. Pure functions on `JudgedRows`, and no engine: the same in notebook,
 * version page, gates and reports. They give plain data, small enough to be kept and sent.
 */

export { type JudgeContext, judge } from './judge';
export { judgeModel } from './judge-model';
export { type JudgeOptions, type JudgeOptionsInput, judgeOptions, parseJudgeOptions } from './judge-options';
export { type JudgedModel, type JudgedRows, judgeRows, takeJudgedRows } from './judged-rows';
export type { Comparison, Interval, Judgement, Versus } from './judgement';
export {
  createJudgingWork,
  doJudgingTask,
  type JudgingAnswers,
  type JudgingTask,
  type JudgingWork,
  judgingHere,
} from './judging-work';
export { findLeastCost } from './thresholds';
