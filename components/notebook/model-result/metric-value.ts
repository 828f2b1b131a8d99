import { metricNames } from '@/cells/ml/metric-names';
import { formatMetric } from '@/components/ui/format';

export const metricLabel = (name: string): string => metricNames[name]?.label ?? name;

/** Shares in percent, all else with three significant digits. */
export function metricValue(name: string, value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '—';
  return metricNames[name]?.unit === 'share' ? `${formatMetric(value * 100)}\u00a0%` : formatMetric(value);
}
