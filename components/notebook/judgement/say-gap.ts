import type { FairnessMeasure } from '@/cells/ml/judging/fairness-figures';
import { formatMetric } from '@/components/ui/format';

/** A difference between groups: of shares in percentage points, of means as it is. */
export const sayGap = ({ ratio }: Pick<FairnessMeasure, 'ratio'>, value: number): string =>
  ratio === undefined ? formatMetric(value) : `${formatMetric(value * 100)}\u00a0pp`;
