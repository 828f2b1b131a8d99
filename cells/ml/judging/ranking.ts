/** Scores in order, with their ties: what curves and areas are made from, once for many weightings of the rows. */
export interface Ranking {
  /** Rows by falling score. */
  readonly order: Uint32Array;
  /** Ends (exclusive) of runs of equal scores in `order`. */
  readonly ends: Uint32Array;
  readonly isPositive: Uint8Array;
}

export function rankScores(scores: Float64Array, isPositive: Uint8Array): Ranking {
  const order = Uint32Array.from(scores.keys()).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  const ends: number[] = [];
  for (let i = 1; i <= order.length; i++)
    if (i === order.length || scores[order[i] ?? 0] !== scores[order[i - 1] ?? 0]) ends.push(i);
  return { order, ends: Uint32Array.from(ends), isPositive };
}

/**
 * Area under the ROC curve and average precision Σ (Rₙ − Rₙ₋₁) Pₙ, each row counting by its weight (`roc_auc_score` and
 * `average_precision_score` of scikit-learn). NaN where a class is absent.
 */
export function areasOf(
  { order, ends, isPositive }: Ranking,
  weights: Float64Array,
): { readonly rocAuc: number; readonly averagePrecision: number } {
  let [found, wrong, pairs, precision, start] = [0, 0, 0, 0, 0];
  for (let group = 0; group < ends.length; group++) {
    const end = ends[group] ?? 0;
    let [positives, negatives] = [0, 0];
    for (let i = start; i < end; i++) {
      const row = order[i] ?? 0;
      if (isPositive[row]) positives += weights[row] ?? 0;
      else negatives += weights[row] ?? 0;
    }
    pairs += negatives * (found + positives / 2);
    found += positives;
    wrong += negatives;
    if (positives > 0) precision += (positives * found) / (found + wrong);
    start = end;
  }
  return {
    rocAuc: found > 0 && wrong > 0 ? pairs / (found * wrong) : Number.NaN,
    averagePrecision: found > 0 ? precision / found : Number.NaN,
  };
}
