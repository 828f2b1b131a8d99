/**
 * Metrics by the field's names and definitions, as scikit-learn computes them (`sklearn.metrics` 1.5). Inputs are of equal
 * length and without missing values; a metric that is not defined for the data is NaN.
 */

/** √ mean((y − ŷ)²), in the unit of the target; of rows that have weights, of the weighted mean. */
export function rmse(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number {
  if (!weights) return Math.sqrt(meanOver(actual, predicted, (y, p) => (y - p) ** 2));
  let [total, mass] = [0, 0];
  for (let row = 0; row < actual.length; row++) {
    const weight = weights[row] ?? 0;
    total += weight * ((actual[row] ?? Number.NaN) - (predicted[row] ?? Number.NaN)) ** 2;
    mass += weight;
  }
  return Math.sqrt(total / mass);
}

/** mean |y − ŷ|, in the unit of the target. */
export function mae(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  return meanOver(actual, predicted, (y, p) => Math.abs(y - p));
}

/** 1 − Σ(y − ŷ)² / Σ(y − ȳ)²; NaN when the target is constant. */
export function r2(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  const mean = meanOver(actual, actual, (y) => y);
  const total = meanOver(actual, actual, (y) => (y - mean) ** 2);
  return total === 0 ? Number.NaN : 1 - meanOver(actual, predicted, (y, p) => (y - p) ** 2) / total;
}

/** mean |y − ŷ| / |y|, a share; NaN when a target is 0. */
export function mape(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  return meanOver(actual, predicted, (y, p) => (y === 0 ? Number.NaN : Math.abs((y - p) / y)));
}

/**
 * mean over rows and levels of max(α (y − q), (α − 1)(y − q)), in the unit of the target (`mean_pinball_loss`; Koenker and
 * Bassett 1978). `quantiles` is row-major n × levels.
 */
export function pinball(
  actual: ArrayLike<number>,
  quantiles: ArrayLike<number>,
  levels: readonly number[],
): number {
  let total = 0;
  for (let row = 0; row < actual.length; row++)
    for (let k = 0; k < levels.length; k++) {
      const level = levels[k] ?? Number.NaN;
      const error = (actual[row] ?? Number.NaN) - (quantiles[row * levels.length + k] ?? Number.NaN);
      total += Math.max(level * error, (level - 1) * error);
    }
  return total / (actual.length * levels.length);
}

/** Share of rows with low ≤ y ≤ high, between the outer two of at least two rising levels; NaN of fewer. */
export function coverage(
  actual: ArrayLike<number>,
  quantiles: ArrayLike<number>,
  levels: readonly number[],
): number {
  const width = levels.length;
  if (width < 2) return Number.NaN;
  let inside = 0;
  for (let row = 0; row < actual.length; row++) {
    const y = actual[row] ?? Number.NaN;
    if (y >= (quantiles[row * width] ?? Number.NaN) && y <= (quantiles[(row + 1) * width - 1] ?? Number.NaN))
      inside++;
  }
  return inside / actual.length;
}

/** counts[actual][predicted], in the order of `classes`. Labels outside `classes` are not counted. */
export function confusionMatrix(
  actual: readonly string[],
  predicted: readonly string[],
  classes: readonly string[],
): number[][] {
  const index = new Map(classes.map((label, i) => [label, i]));
  const counts = classes.map(() => classes.map(() => 0));
  actual.forEach((label, i) => {
    const row = counts[index.get(label) ?? -1];
    const column = index.get(predicted[i] ?? '');
    if (row && column !== undefined) row[column] = (row[column] ?? 0) + 1;
  });
  return counts;
}

/** Share of right answers. */
export function accuracy(actual: readonly string[], predicted: readonly string[]): number {
  return actual.reduce((right, label, i) => right + (label === predicted[i] ? 1 : 0), 0) / actual.length;
}

/** Share of right answers among those that were given as `label`; 0 when none was. */
export function precision(confusion: readonly (readonly number[])[], label: number): number {
  return ratio(cell(confusion, label, label), sum(confusion.map((row) => row[label] ?? 0)));
}

/** Share of the rows of `label` that were found; 0 when there are none. */
export function recall(confusion: readonly (readonly number[])[], label: number): number {
  return ratio(cell(confusion, label, label), sum(confusion[label] ?? []));
}

/** 2 TP / (2 TP + FP + FN), the harmonic mean of precision and recall; 0 when it is 0 / 0. */
export function f1(confusion: readonly (readonly number[])[], label: number): number {
  const found = cell(confusion, label, label);
  return ratio(2 * found, sum(confusion[label] ?? []) + sum(confusion.map((row) => row[label] ?? 0)));
}

/** Unweighted mean of a metric over the classes that occur (`average="macro"`): a rare class counts as much as a common one. */
export function macro(
  metric: (confusion: readonly (readonly number[])[], label: number) => number,
  confusion: readonly (readonly number[])[],
): number {
  const occurring = confusion
    .map((row, label) => ({ label, rows: sum(row) + sum(confusion.map((other) => other[label] ?? 0)) }))
    .filter(({ rows }) => rows > 0);
  return sum(occurring.map(({ label }) => metric(confusion, label))) / occurring.length;
}

/**
 * −mean ln p(actual class), in nats, with p clipped to [2⁻⁵², 1 − 2⁻⁵²]; of rows that have weights, the weighted mean. `probabilities` is
 * row-major n × classes.
 */
export function logLoss(
  actual: readonly string[],
  probabilities: ArrayLike<number>,
  classes: readonly string[],
  weights?: ArrayLike<number>,
): number {
  const index = new Map(classes.map((label, i) => [label, i]));
  let [total, mass] = [0, 0];
  actual.forEach((label, row) => {
    const p = probabilities[row * classes.length + (index.get(label) ?? Number.NaN)] ?? Number.NaN;
    const weight = weights?.[row] ?? 1;
    total -= weight * Math.log(Math.min(Math.max(p, Number.EPSILON), 1 - Number.EPSILON));
    mass += weight;
  });
  return total / mass;
}

/**
 * Area under the ROC curve: the chance that a positive row scores above a negative one, ties a half (Mann and Whitney's U over
 * its maximum). NaN when one of both is absent.
 */
export function rocAuc(isPositive: ArrayLike<boolean>, scores: ArrayLike<number>): number {
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i).sort(
    (a, b) => (scores[a] ?? 0) - (scores[b] ?? 0),
  );
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && scores[order[end] ?? -1] === scores[order[start] ?? -1]) end++;
    const rank = (start + 1 + end) / 2; // the mean rank of the tie, counted from 1
    for (let i = start; i < end; i++)
      if (isPositive[order[i] ?? -1]) {
        positives++;
        rankSum += rank;
      }
    start = end;
  }
  const negatives = order.length - positives;
  return positives === 0 || negatives === 0
    ? Number.NaN
    : (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** mean (p − [positive])², Brier 1950 for two classes. */
export function brier(isPositive: ArrayLike<boolean>, probabilities: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < probabilities.length; i++)
    total += ((probabilities[i] ?? Number.NaN) - (isPositive[i] ? 1 : 0)) ** 2;
  return total / probabilities.length;
}

function meanOver(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  term: (actual: number, predicted: number) => number,
): number {
  let total = 0;
  for (let i = 0; i < actual.length; i++) total += term(actual[i] ?? Number.NaN, predicted[i] ?? Number.NaN);
  return total / actual.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function cell(confusion: readonly (readonly number[])[], row: number, column: number): number {
  return confusion[row]?.[column] ?? 0;
}
