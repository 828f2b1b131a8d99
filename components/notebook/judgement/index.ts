/** A judgement of a model as something to read and try: the same in notebook, version page and reports. */
export { createJudgementView, isJudgement } from './create-judgement-view';
export { FairnessBeside } from './fairness-beside';
export { JudgementView } from './judgement-view';
export { WhatIf } from './what-if-tab';
