import { mainMetric, metricNames } from '@/cells/ml/metric-names';
import type { LearnerName, Metrics, Task } from '@/cells/ml/model';
import { metricLabel, metricValue } from '@/components/notebook/model-result/metric-value';

export { metricLabel, metricValue };

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
  'nearest-centroid': 'Nearest centroid',
  dummy: 'Dummy',
  custom: 'Own TF.js model',
  onnx: 'ONNX model',
  tfjs: 'TensorFlow.js model',
};
