import type { Rule, RuleKind } from '@/cells/gates/rules';
import { mainMetric } from '@/cells/ml/metric-names';
import type { Task } from '@/cells/ml/model';

/** The gates that a form offers, in the order in which they are thought of. */
export const ruleKinds: readonly { readonly kind: RuleKind; readonly label: string }[] = [
  { kind: 'metric', label: 'A figure against a number' },
  { kind: 'champion', label: 'A figure against the champion’s' },
  { kind: 'slice', label: 'The worst slice' },
  { kind: 'fairness', label: 'Fairness between groups' },
  { kind: 'reproduced', label: 'Reproduced' },
  { kind: 'latency', label: 'Time to answer' },
  { kind: 'size', label: 'Size of the package' },
  { kind: 'data', label: 'Data checks passed' },
  { kind: 'card', label: 'Model card complete' },
  { kind: 'approval', label: 'Approval by a person' },
];

/** A rule of this kind to begin with, for models of this task. */
export function firstRule(kind: RuleKind, task: string): Rule {
  const isRegression = task === 'regression';
  // A model's task is one of these three; anything else is treated as a classifier.
  const metric = mainMetric[task as Task] ?? 'accuracy';
  const bound = isRegression ? 1 : 0.8;
  switch (kind) {
    case 'metric':
      return { kind, metric, bound, end: 'interval' };
    case 'champion':
      return { kind, metric, proof: 'not-worse', margin: isRegression ? 0.1 : 0.01 };
    case 'slice':
      return { kind, metric: isRegression ? 'rmse' : 'accuracy', bound };
    case 'fairness':
      return { kind, column: '', measure: isRegression ? 'equalMeanError' : 'equalOpportunity', bound: 0.1 };
    case 'reproduced':
      return { kind, accept: 'tolerance' };
    case 'latency':
      return { kind, milliseconds: 50 };
    case 'size':
      return { kind, megabytes: 50 };
    case 'approval':
      return { kind, approvers: [] };
    default:
      return { kind };
  }
}
