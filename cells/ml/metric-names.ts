import type { Task } from './model';

/** How a metric is written and read. */
export interface MetricName {
  readonly label: string;
  /** `target`: neither; it should be what the model aims at, as the coverage of a band. */
  readonly better: 'lower' | 'higher' | 'target';
  /** In the target's unit, a share of one, or a pure number. */
  readonly unit: 'target' | 'share' | 'none';
  /** What a model predicts whose figure this is. */
  readonly of: 'number' | 'class';
}

/** Every metric that an evaluation may hold, in the order in which they are shown. */
export const metricNames: Readonly<Record<string, MetricName>> = {
  rmse: { label: 'RMSE', better: 'lower', unit: 'target', of: 'number' },
  mae: { label: 'MAE', better: 'lower', unit: 'target', of: 'number' },
  r2: { label: 'R²', better: 'higher', unit: 'none', of: 'number' },
  mape: { label: 'MAPE', better: 'lower', unit: 'share', of: 'number' },
  bias: { label: 'Bias', better: 'target', unit: 'target', of: 'number' },
  pinball: { label: 'Pinball loss', better: 'lower', unit: 'target', of: 'number' },
  coverage: { label: 'Coverage', better: 'target', unit: 'share', of: 'number' },
  accuracy: { label: 'Accuracy', better: 'higher', unit: 'share', of: 'class' },
  rocAuc: { label: 'ROC AUC', better: 'higher', unit: 'none', of: 'class' },
  averagePrecision: { label: 'Average precision', better: 'higher', unit: 'none', of: 'class' },
  balancedAccuracy: { label: 'Balanced accuracy', better: 'higher', unit: 'share', of: 'class' },
  f1: { label: 'F1', better: 'higher', unit: 'share', of: 'class' },
  precision: { label: 'Precision', better: 'higher', unit: 'share', of: 'class' },
  recall: { label: 'Recall', better: 'higher', unit: 'share', of: 'class' },
  mcc: { label: 'Matthews correlation', better: 'higher', unit: 'none', of: 'class' },
  logLoss: { label: 'Log loss', better: 'lower', unit: 'none', of: 'class' },
  brier: { label: 'Brier score', better: 'lower', unit: 'none', of: 'class' },
};

/** The figure that stands for a model of this task. */
export const mainMetric: Readonly<Record<Task, string>> = {
  regression: 'rmse',
  binary: 'rocAuc',
  multiclass: 'accuracy',
};
