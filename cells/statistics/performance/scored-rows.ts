/** Rows of a classification into two classes, as a model answered them. */
export interface ScoredRows {
  /** The announced probability of the positive class, 0..1. */
  readonly scores: ArrayLike<number>;
  /** Whether the answer was the positive class: true or 1. */
  readonly answers: ArrayLike<boolean | number>;
}

export interface LabelledRows extends ScoredRows {
  /** Whether the truth was the positive class; null where it has not come yet. */
  readonly truths: ArrayLike<boolean | number | null>;
}

export const performanceMetrics = ['accuracy', 'precision', 'recall', 'specificity', 'f1', 'rocAuc'] as const;
export type PerformanceMetric = (typeof performanceMetrics)[number];

/** @throws Error in words when the columns do not fit together, or a score is no probability */
export function checkScoredRows({ scores, answers, truths }: ScoredRows & Partial<LabelledRows>): void {
  if (scores.length !== answers.length || (truths && truths.length !== scores.length))
    throw new Error(
      `Scores, answers and truths must be of one length, not ${[scores, answers, ...(truths ? [truths] : [])].map(({ length }) => length).join(', ')}.`,
    );
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row] ?? Number.NaN;
    if (!(score >= 0 && score <= 1))
      throw new Error(`Row ${row + 1} has the score ${score}, which is no probability between 0 and 1.`);
  }
}
