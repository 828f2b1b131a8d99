/**
 * The way back of the loop: rules by which models are trained again, and the turns that they start. May call every service to its left;
 * those tell it nothing: what starts a turn is looked for in what they keep. Trains nothing itself: the worker does.
 */
export { chooseNewest, isSameTable, type PinnedData } from './choose-newest';
export { countNewLabels } from './count-labels';
export { decideTurn, stopTurn } from './decide-turn';
export { findCause } from './find-cause';
export { type AdvanceJob, advanceRetrainingJob, lookForRetrainingJob } from './jobs';
export { addLabelledRows } from './labelled-rows';
export { moveTurn, type NextStep } from './move-turn';
export { pauseAfterFailures } from './pause-rule';
export {
  type ForTurn,
  hasEnded,
  listLiveTurns,
  readForTurn,
  readRetraining,
  readTurn,
} from './read-turns';
export { dueReminder, remindAsked } from './remind-asked';
export { defaultRule, retrainingRule } from './rule';
export { sayMissed } from './say-missed';
export { listRulesInForce, ruleInForce, setRule } from './set-rule';
export { retrainNow, startTurn } from './start-turn';
export {
  listNotebookData,
  listTrainers,
  readTrainingNotebook,
  type TrainingNotebook,
} from './training-notebook';
