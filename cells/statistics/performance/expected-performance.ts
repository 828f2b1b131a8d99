import { type PerformanceMetric, performanceMetrics, type ScoredRows } from './scored-rows';

export type PerformanceFigures = Readonly<Record<PerformanceMetric, number>>;

/**
 * The metrics that answers have when each row is of the positive class with its probability: sums of probabilities in place of counts (CBPE;
 * NannyML). With probabilities of 0 and 1 they are the ordinary metrics. The order of the rows for the ROC curve is that of the scores. NaN
 * without rows, and of the ROC curve when one class has no weight; 0 where a denominator is.
 */
export function expectedPerformance(
  { scores, answers }: ScoredRows,
  probabilities: ArrayLike<number>,
): PerformanceFigures {
  const counts = { truePositive: 0, falsePositive: 0, trueNegative: 0, falseNegative: 0 };
  for (let row = 0; row < answers.length; row++) {
    const p = probabilities[row] ?? Number.NaN;
    if (answers[row]) {
      counts.truePositive += p;
      counts.falsePositive += 1 - p;
    } else {
      counts.falseNegative += p;
      counts.trueNegative += 1 - p;
    }
  }
  if (answers.length === 0)
    return Object.fromEntries(performanceMetrics.map((name) => [name, Number.NaN])) as PerformanceFigures; // all names
  const { truePositive, falsePositive, trueNegative, falseNegative } = counts;
  return {
    accuracy: (truePositive + trueNegative) / answers.length,
    precision: share(truePositive, falsePositive),
    recall: share(truePositive, falseNegative),
    specificity: share(trueNegative, falsePositive),
    f1: share(truePositive, (falsePositive + falseNegative) / 2),
    rocAuc: expectedRocAuc(scores, probabilities),
  };
}

const share = (part: number, rest: number): number => (part + rest === 0 ? 0 : part / (part + rest));

/** Area under the curve of expected rates; equal scores are one step of it. */
function expectedRocAuc(scores: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  const order = Uint32Array.from({ length: scores.length }, (_, row) => row).sort(
    (a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b,
  );
  let [positives, negatives, area, start] = [0, 0, 0, 0];
  while (start < order.length) {
    const score = scores[order[start] ?? 0];
    let [own, others, end] = [0, 0, start];
    while (end < order.length && scores[order[end] ?? 0] === score) {
      const p = probabilities[order[end] ?? 0] ?? Number.NaN;
      own += p;
      others += 1 - p;
      end++;
    }
    area += others * (positives + own / 2);
    positives += own;
    negatives += others;
    start = end;
  }
  return positives > 0 && negatives > 0 ? area / (positives * negatives) : Number.NaN;
}
