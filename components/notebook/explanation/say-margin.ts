import type { MarginScale } from '@/cells/ml/model';
import { formatMetric, formatNumber } from '@/components/ui/format';

/** What values of that output are in. */
export const nameMargin: Readonly<Record<MarginScale, (output: string) => string>> = {
  answer: (output) => output,
  log: (output) => `log of ${output}`,
  'log-odds': (output) => `log-odds of ${output}`,
  score: (output) => `score of ${output}`,
  chance: (output) => `probability of ${output}`,
};

/** The answer that a margin by itself stands for, in words; nothing where it says no more than the margin. */
export const sayAnswer: Readonly<Record<MarginScale, (margin: number) => string | undefined>> = {
  answer: () => undefined,
  log: (margin) => formatMetric(Math.exp(margin)),
  'log-odds': (margin) => `${formatNumber(100 / (1 + Math.exp(-margin)), 1)} %`,
  score: () => undefined,
  chance: (chance) => `${formatNumber(100 * chance, 1)} %`,
};
