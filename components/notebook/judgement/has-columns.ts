import type { LiveJudgement } from '@/cells/ml/judging/judgement';

/** Whether an input is a column of a table: one picture for another changes all, and tells nothing of what mattered in it. */
export const hasColumns = ({ signature }: Pick<LiveJudgement, 'signature'>): boolean =>
  signature.inputs.some(({ content }) => !content);
