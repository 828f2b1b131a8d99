import { learnBaseline, repeatBaseline } from './baseline';
import {
  accuracy,
  brier,
  confusionMatrix,
  coverage,
  f1,
  logLoss,
  macro,
  mae,
  mape,
  pinball,
  precision,
  r2,
  recall,
  rmse,
  rocAuc,
} from './metrics';
import type { Evaluation, Metrics, Predictions, Task } from './model';
import { sampleResiduals } from './sample-residuals';

/** The truth beside predictions: numbers for a regression, labels for classes. */
export type Actual = Float64Array | readonly string[];

export interface EvaluateOptions {
  readonly task: Task;
  readonly classes?: readonly string[];
  /** The training rows' truth: the baseline answers its mean, or its majority with its shares as probabilities. */
  readonly training: Actual;
  /** Of nearest centroids on the same rows, for classes. */
  readonly nearestCentroid?: Metrics;
}

/** Metrics on the given rows, and those of a model that knows the target's distribution only. */
export function evaluate(
  actual: Actual,
  predictions: Predictions,
  { task, classes = [], training, nearestCentroid }: EvaluateOptions,
): Evaluation {
  const rows = actual.length;
  const levels = predictions.quantiles?.levels;
  const answers = repeatBaseline(learnBaseline(training, { classes, levels }), rows);
  const baseline = measure(actual, answers, classes);
  const metrics = measure(actual, predictions, classes);
  if (task === 'regression')
    return {
      task,
      metrics,
      baseline,
      rows,
      ...bandOf(levels),
      residuals: sampleResiduals(actual as Float64Array, predictions), // a regression's truth is numbers
    };
  const labels = actual as readonly string[]; // a classification's truth is labels
  return {
    task,
    metrics,
    baseline,
    ...(nearestCentroid && { nearestCentroid }),
    rows,
    classes,
    confusion: confusionMatrix(labels, predictions.values as readonly string[], classes), // a classification answers labels
  };
}

/** Every metric that is defined for the answers; the undefined ones are left out. */
export function measure(actual: Actual, predictions: Predictions, classes: readonly string[] = []): Metrics {
  const all =
    actual instanceof Float64Array
      ? measureNumbers(actual, predictions.values as Float64Array, predictions.quantiles) // numbers are answered by numbers
      : measureLabels(actual, predictions, classes);
  return Object.fromEntries(Object.entries(all).filter(([, value]) => Number.isFinite(value)));
}

function measureNumbers(
  actual: Float64Array,
  predicted: Float64Array,
  quantiles: Predictions['quantiles'],
): Metrics {
  return {
    ...(quantiles && {
      pinball: pinball(actual, quantiles.values, quantiles.levels),
      coverage: coverage(actual, quantiles.values, quantiles.levels),
    }),
    rmse: rmse(actual, predicted),
    mae: mae(actual, predicted),
    r2: r2(actual, predicted),
    mape: mape(actual, predicted),
  };
}

/** F1, precision and recall are macro averages, so that no class has to be called the positive one. */
function measureLabels(actual: readonly string[], predictions: Predictions, classes: readonly string[]) {
  const labels = predictions.values as readonly string[]; // labels are answered by labels
  const confusion = confusionMatrix(actual, labels, classes);
  const found = {
    accuracy: accuracy(actual, labels),
    f1: macro(f1, confusion),
    precision: macro(precision, confusion),
    recall: macro(recall, confusion),
  };
  const probabilities = predictions.probabilities?.values;
  if (!probabilities) return found;
  const loss = { ...found, logLoss: logLoss(actual, probabilities, classes) };
  if (classes.length !== 2) return loss;
  const isPositive = actual.map((label) => label === classes[1]);
  const scores = Float64Array.from({ length: actual.length }, (_, row) => probabilities[2 * row + 1] ?? 0);
  return { ...loss, rocAuc: rocAuc(isPositive, scores), brier: brier(isPositive, scores) };
}

function bandOf(levels: readonly number[] | undefined): { band?: readonly [number, number] } {
  const [low] = levels ?? [];
  const high = levels?.at(-1);
  return low !== undefined && high !== undefined && low < high ? { band: [low, high] } : {};
}
