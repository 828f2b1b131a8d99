import { mainMetric, metricNames } from '@/cells/ml/metric-names';
import type { LearnerName, Metrics, Task } from '@/cells/ml/model';
import { formatMetric, formatNumber } from '@/components/ui/format';

export const metricLabel = (name: string): string => metricNames[name]?.label ?? name;

/** Shares in percent, all else with three significant digits. */
export function metricValue(name: string, value: number | undefined): string {
  if (value === undefined) return '—';
  return metricNames[name]?.unit === 'share'
    ? `${formatNumber(Number((value * 100).toPrecision(3)))} %`
    : formatMetric(value);
}

/** The metrics that models of a list have, in the order in which they are read. */
export function metricsOf(all: readonly Metrics[]): string[] {
  const present = new Set(all.flatMap((metrics) => Object.keys(metrics)));
  const known = Object.keys(metricNames).filter((name) => present.has(name));
  return [...known, ...[...present].filter((name) => !metricNames[name])];
}

/** The figure that stands for a model: `RMSE 41.2`. */
export const headline = (task: Task, metrics: Metrics): string =>
  `${metricLabel(mainMetric[task])} ${metricValue(mainMetric[task], metrics[mainMetric[task]])}`;

export const learnerWords: Readonly<Record<LearnerName, string>> = {
  linear: 'Linear',
  network: 'Network',
  'boosted-trees': 'Boosted trees',
  'random-forest': 'Random forest',
  custom: 'Own TF.js model',
};
