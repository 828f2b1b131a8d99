import type { Judgement } from '@/cells/ml/judging';
import type { PersonalColumns } from '@/cells/personal';
import { drawView } from '../draw-view';
import { JudgementView } from './judgement-view';

/** What `ml.judge` gives, as an element, drawn when this returns. A frozen one shows all of its tabs, one below the other. */
export const createJudgementView = (
  judgement: Judgement,
  { isRead = false, personal }: { isRead?: boolean; personal?: PersonalColumns } = {},
): HTMLElement => drawView(<JudgementView judgement={judgement} isRead={isRead} />, personal);

export const isJudgement = (value: unknown): value is Judgement =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  value.kind === 'judgement' &&
  'metrics' in value &&
  'interval' in value;
