import type { Task } from './model';

/** How a metric is written and read. */
export interface MetricName {
  readonly label: string;
  /** `target`: neither; it should be what the model aims at, as the coverage of a band. */
  readonly better: 'lower' | 'higher' | 'target';
  /** In the target's unit, a share of one, or a pure number. */
  readonly unit: 'target' | 'share' | 'none';
}

/** Every metric that an evaluation may hold, in the order in which they are shown. */
export const metricNames: Readonly<Record<string, MetricName>> = {
  rmse: { label: 'RMSE', better: 'lower', unit: 'target' },
  mae: { label: 'MAE', better: 'lower', unit: 'target' },
  r2: { label: 'R²', better: 'higher', unit: 'none' },
  mape: { label: 'MAPE', better: 'lower', unit: 'share' },
  bias: { label: 'Bias', better: 'target', unit: 'target' },
  pinball: { label: 'Pinball loss', better: 'lower', unit: 'target' },
  coverage: { label: 'Coverage', better: 'target', unit: 'share' },
  accuracy: { label: 'Accuracy', better: 'higher', unit: 'share' },
  rocAuc: { label: 'ROC AUC', better: 'higher', unit: 'none' },
  averagePrecision: { label: 'Average precision', better: 'higher', unit: 'none' },
  balancedAccuracy: { label: 'Balanced accuracy', better: 'higher', unit: 'share' },
  f1: { label: 'F1', better: 'higher', unit: 'share' },
  precision: { label: 'Precision', better: 'higher', unit: 'share' },
  recall: { label: 'Recall', better: 'higher', unit: 'share' },
  mcc: { label: 'Matthews correlation', better: 'higher', unit: 'none' },
  logLoss: { label: 'Log loss', better: 'lower', unit: 'none' },
  brier: { label: 'Brier score', better: 'lower', unit: 'none' },
};

/** The figure that stands for a model of this task. */
export const mainMetric: Readonly<Record<Task, string>> = {
  regression: 'rmse',
  binary: 'rocAuc',
  multiclass: 'accuracy',
};
