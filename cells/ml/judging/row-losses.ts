import type { JudgedRows } from './judged-rows';

/** Metrics that are a mean over rows, or follow from one: only these can be told of parts of the rows, and their parts summed. */
export const sliceMetricNames = ['rmse', 'mae', 'accuracy', 'logLoss', 'brier'] as const;
export type SliceMetric = (typeof sliceMetricNames)[number];

/** The metric of a mean loss. Accuracy is one less the share of wrong answers, RMSE the root of the mean square. */
export const metricOfLoss: Readonly<Record<SliceMetric, (loss: number) => number>> = {
  rmse: (loss) => Math.sqrt(Math.max(0, loss)),
  mae: (loss) => loss,
  accuracy: (loss) => 1 - loss,
  logLoss: (loss) => loss,
  brier: (loss) => loss,
};

/** Those that these rows have, the usual one first. */
export function sliceMetricsOf({
  task,
  predictions,
}: Pick<JudgedRows, 'task' | 'predictions'>): SliceMetric[] {
  if (task === 'regression') return ['rmse', 'mae'];
  if (!predictions.probabilities) return ['accuracy'];
  return task === 'binary' ? ['accuracy', 'logLoss', 'brier'] : ['accuracy', 'logLoss'];
}

/**
 * What each row adds to the metric, more being worse: squared or absolute error, 1 for a wrong label, −ln p of the truth (clipped as
 * `logLoss` clips), or (p − [second class])².
 * @throws Error in words for a metric that these rows do not have
 */
export function rowLosses(rows: JudgedRows, metric: SliceMetric): Float64Array {
  const allowed = sliceMetricsOf(rows);
  if (!allowed.includes(metric))
    throw new Error(
      `“${metric}” cannot be told of slices of these rows. Choose one of ${allowed.join(', ')}.`,
    );
  const { actual, predictions, classes } = rows;
  const length = actual.length;
  if (metric === 'rmse' || metric === 'mae')
    return Float64Array.from({ length }, (_, row) => {
      const error = Number(predictions.values[row]) - Number(actual[row]);
      return metric === 'rmse' ? error * error : Math.abs(error);
    });
  if (metric === 'accuracy')
    return Float64Array.from({ length }, (_, row) => (predictions.values[row] === actual[row] ? 0 : 1));
  const places = new Map(classes.map((label, place) => [label, place]));
  const probabilities = predictions.probabilities?.values ?? new Float64Array(0);
  const width = classes.length;
  if (metric === 'brier')
    return Float64Array.from({ length }, (_, row) => {
      const truth = actual[row] === classes[1] ? 1 : 0;
      return ((probabilities[row * width + 1] ?? Number.NaN) - truth) ** 2;
    });
  return Float64Array.from({ length }, (_, row) => {
    const p = probabilities[row * width + (places.get(String(actual[row])) ?? Number.NaN)] ?? Number.NaN;
    return -Math.log(Math.min(Math.max(p, Number.EPSILON), 1 - Number.EPSILON));
  });
}
