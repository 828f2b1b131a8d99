import { type LabelledRows, type PerformanceMetric, performanceMetrics } from './scored-rows';

/** Standard error of a metric on so many rows; NaN where the reference has none to learn it from. */
export type SamplingErrors = (rows: number) => Readonly<Record<PerformanceMetric, number>>;

/**
 * How much chance alone moves each metric on a chunk of rows, learnt from labelled ones: the deviation of what a row adds to the metric, over the
 * root of the rows that count for it (NannyML's sampling errors: the standard error of a mean; of the ROC curve's area by writing it as Mann
 * and Whitney's U, of the rarer class).
 */
export function learnSamplingErrors({ scores, answers, truths }: LabelledRows): SamplingErrors {
  const counts = { tp: 0, fp: 0, tn: 0, fn: 0 };
  for (let row = 0; row < scores.length; row++)
    counts[answers[row] ? (truths[row] ? 'tp' : 'fp') : truths[row] ? 'fn' : 'tn']++;
  const { tp, fp, tn, fn } = counts;
  const rows = scores.length;
  // Of F1, a right positive adds the whole of f and the wrong ones nothing.
  const f = (tp + fp + fn) / (tp + (fp + fn) / 2);
  const learnt: Record<PerformanceMetric, { deviation: number; share: number }> = {
    accuracy: { deviation: deviationOfShare(tp + tn, rows), share: 1 },
    precision: { deviation: deviationOfShare(tp, tp + fp), share: (tp + fp) / rows },
    recall: { deviation: deviationOfShare(tp, tp + fn), share: (tp + fn) / rows },
    specificity: { deviation: deviationOfShare(tn, tn + fp), share: (tn + fp) / rows },
    f1: { deviation: f * deviationOfShare(tp, tp + fp + fn), share: (tp + fp + fn) / rows },
    rocAuc: areaDeviation(scores, truths),
  };
  return (rows) =>
    Object.fromEntries(
      performanceMetrics.map((name) => [name, learnt[name].deviation / Math.sqrt(rows * learnt[name].share)]),
    ) as Record<PerformanceMetric, number>; // all names
}

const deviationOfShare = (count: number, of: number): number => Math.sqrt((count / of) * (1 - count / of));

/** The deviation, over the rarer class, of the share of the other class that a row stands before. */
function areaDeviation(
  scores: ArrayLike<number>,
  truths: LabelledRows['truths'],
): { deviation: number; share: number } {
  const rows = scores.length;
  let positives = 0;
  for (let row = 0; row < rows; row++) if (truths[row]) positives++;
  const isTurned = positives / rows > 0.5;
  const own = isTurned ? rows - positives : positives;
  const sign = isTurned ? -1 : 1;
  const order = Uint32Array.from({ length: rows }, (_, row) => row).sort(
    (a, b) => sign * ((scores[a] ?? 0) - (scores[b] ?? 0)) || a - b,
  );
  let [before, sum, squares] = [0, 0, 0];
  for (const row of order) {
    if (Boolean(truths[row]) === isTurned) before++;
    else {
      const passed = before / (rows - own);
      sum += passed;
      squares += passed ** 2;
    }
  }
  return { deviation: Math.sqrt(Math.max(0, squares / own - (sum / own) ** 2)), share: own / rows };
}
