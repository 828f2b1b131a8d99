import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { Judgement } from '@/cells/ml/judging';
import { JudgementView } from './judgement-view';

/** What `ml.judge` gives, as an element, drawn when this returns. A frozen one shows all of its tabs, one below the other. */
export function createJudgementView(judgement: Judgement, { isRead = false } = {}): HTMLElement {
  const element = document.createElement('div');
  const root = createRoot(element);
  flushSync(() => root.render(<JudgementView judgement={judgement} isRead={isRead} />));
  return element;
}

export const isJudgement = (value: unknown): value is Judgement =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  value.kind === 'judgement' &&
  'metrics' in value &&
  'interval' in value;
