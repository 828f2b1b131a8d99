import type { Predictions } from '../model';
import type { JudgedRows } from './judged-rows';
import { positiveScores } from './positive-scores';
import { areasOf, rankScores } from './ranking';

/**
 * Metrics of one model on fixed rows for any weighting of them: what does not depend on the weights is done once, so that a
 * thousand resamples cost one pass over the rows each. Definitions are those of `cells/ml/metrics`, with scikit-learn's `sample_weight`.
 */
export interface Measurer {
  readonly names: readonly string[];
  /** In the order of `names`; NaN where a metric is not defined. */
  measure(weights: Float64Array): Float64Array;
}

export type MeasuredRows = Pick<JudgedRows, 'task' | 'classes' | 'actual'> & { readonly positive?: string };

export function createMeasurer(rows: MeasuredRows, predictions: Predictions): Measurer {
  const parts =
    rows.actual instanceof Float64Array
      ? [measureNumbers(rows.actual, predictions)]
      : [measureAnswers(rows.actual, rows.classes, predictions), ...measureProbabilities(rows, predictions)];
  return {
    names: parts.flatMap(({ names }) => names),
    measure(weights) {
      const measured = parts.map((part) => part.measure(weights));
      return Float64Array.from(measured.flatMap((values) => [...values]));
    },
  };
}

/** Of a row each: means over rows are all that is needed. */
function weightedMeans(terms: readonly Float64Array[], weights: Float64Array): number[] {
  let total = 0;
  for (let row = 0; row < weights.length; row++) total += weights[row] ?? 0;
  return terms.map((term) => {
    let sum = 0;
    for (let row = 0; row < weights.length; row++) {
      const weight = weights[row] ?? 0;
      if (weight > 0) sum += weight * (term[row] ?? Number.NaN);
    }
    return sum / total;
  });
}

function measureNumbers(actual: Float64Array, { values, quantiles }: Predictions): Measurer {
  const predicted = values as Float64Array; // numbers are answered by numbers
  const mean = actual.reduce((sum, y) => sum + y, 0) / actual.length;
  const errors = predicted.map((answer, row) => answer - (actual[row] ?? Number.NaN));
  const centred = actual.map((y) => y - mean);
  const terms = [
    errors.map((error) => error ** 2),
    errors.map(Math.abs),
    errors,
    errors.map((error, row) => (actual[row] ? Math.abs(error / (actual[row] ?? 0)) : Number.NaN)),
    centred,
    centred.map((y) => y ** 2),
    ...(quantiles ? quantileTerms(actual, quantiles) : []),
  ];
  return {
    names: ['rmse', 'mae', 'r2', 'mape', 'bias', ...(quantiles ? ['pinball', 'coverage'] : [])],
    measure(weights) {
      const [square = 0, size = 0, bias = 0, share = 0, shift = 0, spread = 0, ...own] = weightedMeans(
        terms,
        weights,
      );
      const variance = spread - shift ** 2;
      const r2 = variance > 0 ? 1 - square / variance : Number.NaN;
      return Float64Array.of(Math.sqrt(square), size, r2, share, bias, ...own);
    },
  };
}

function quantileTerms(
  actual: Float64Array,
  { levels, values }: NonNullable<Predictions['quantiles']>,
): Float64Array[] {
  const width = levels.length;
  const pinball = actual.map((y, row) => {
    const losses = levels.map((level, k) => {
      const error = y - (values[row * width + k] ?? Number.NaN);
      return Math.max(level * error, (level - 1) * error);
    });
    return losses.reduce((sum, loss) => sum + loss, 0) / width;
  });
  const isInside = actual.map((y, row) => {
    if (width < 2) return Number.NaN;
    return y >= (values[row * width] ?? 0) && y <= (values[(row + 1) * width - 1] ?? 0) ? 1 : 0;
  });
  return [pinball, isInside];
}

/** From the answers alone. F1, precision and recall are macro averages over the classes that occur. */
function measureAnswers(
  actual: readonly string[],
  classes: readonly string[],
  predictions: Predictions,
): Measurer {
  const place = new Map(classes.map((label, i) => [label, i]));
  const toCodes = (labels: readonly string[]) => Int32Array.from(labels, (label) => place.get(label) ?? -1);
  const truth = toCodes(actual);
  const answers = toCodes(predictions.values as readonly string[]); // labels are answered by labels
  const count = classes.length;
  return {
    names: ['accuracy', 'balancedAccuracy', 'f1', 'precision', 'recall', 'mcc'],
    measure(weights) {
      const [right, actually, answered] = [
        new Float64Array(count),
        new Float64Array(count),
        new Float64Array(count),
      ];
      let [total, found] = [0, 0];
      for (let row = 0; row < truth.length; row++) {
        const weight = weights[row] ?? 0;
        if (weight === 0) continue;
        const [t, a] = [truth[row] ?? -1, answers[row] ?? -1];
        total += weight;
        actually[t] = (actually[t] ?? 0) + weight;
        answered[a] = (answered[a] ?? 0) + weight;
        if (t !== a) continue;
        found += weight;
        right[t] = (right[t] ?? 0) + weight;
      }
      return Float64Array.of(
        found / total,
        ...averageClasses(right, actually, answered),
        correlate({ found, total, actually, answered }),
      );
    },
  };
}

function averageClasses(right: Float64Array, actually: Float64Array, answered: Float64Array): number[] {
  let [occurring, present, f1, precision, recall] = [0, 0, 0, 0, 0];
  right.forEach((hits, k) => {
    const [t, a] = [actually[k] ?? 0, answered[k] ?? 0];
    if (t + a === 0) return;
    occurring++;
    if (t > 0) present++;
    f1 += (2 * hits) / (t + a);
    precision += a > 0 ? hits / a : 0;
    recall += t > 0 ? hits / t : 0;
  });
  return [recall / present, f1 / occurring, precision / occurring, recall / occurring];
}

/** Matthews' correlation of answers and truth, for any number of classes (Gorodkin 2004; `matthews_corrcoef`): 0 where either has one class only. */
function correlate({
  found,
  total,
  actually,
  answered,
}: {
  found: number;
  total: number;
  actually: Float64Array;
  answered: Float64Array;
}): number {
  let [both, truth, answers] = [0, 0, 0];
  actually.forEach((t, k) => {
    const a = answered[k] ?? 0;
    both += t * a;
    truth += t * t;
    answers += a * a;
  });
  const scale = Math.sqrt((total ** 2 - answers) * (total ** 2 - truth));
  return scale === 0 ? 0 : (found * total - both) / scale;
}

/** More classes would make resampling slow; each has its own area in `byClass` all the same. */
const mostRanked = 20;

function measureProbabilities(rows: MeasuredRows, { probabilities }: Predictions): Measurer[] {
  if (!probabilities) return [];
  const actual = rows.actual as readonly string[]; // only classes have probabilities
  const place = new Map(probabilities.classes.map((label, i) => [label, i]));
  const width = probabilities.classes.length;
  const logLoss = Float64Array.from(actual, (label, row) => {
    const p = probabilities.values[row * width + (place.get(label) ?? Number.NaN)] ?? Number.NaN;
    return -Math.log(Math.min(Math.max(p, Number.EPSILON), 1 - Number.EPSILON));
  });
  const loss: Measurer = {
    names: ['logLoss'],
    measure: (weights) => Float64Array.from(weightedMeans([logLoss], weights)),
  };
  if (rows.task === 'binary') return [loss, measureScores(rows, probabilities)];
  if (width > mostRanked) return [loss];
  const rankings = probabilities.classes.map((label) => {
    const { scores, isPositive } = positiveScores(actual, probabilities, label);
    return rankScores(scores, isPositive);
  });
  return [
    loss,
    {
      names: ['rocAuc'],
      measure(weights) {
        const areas = rankings.map((ranking) => areasOf(ranking, weights).rocAuc).filter(Number.isFinite);
        return Float64Array.of(areas.reduce((sum, area) => sum + area, 0) / areas.length);
      },
    },
  ];
}

function measureScores(
  { actual, classes, positive = classes[1] ?? '' }: MeasuredRows,
  probabilities: NonNullable<Predictions['probabilities']>,
): Measurer {
  const { scores, isPositive } = positiveScores(actual as readonly string[], probabilities, positive); // as above
  const ranking = rankScores(scores, isPositive);
  const brier = scores.map((p, row) => (p - (isPositive[row] ?? 0)) ** 2);
  return {
    names: ['rocAuc', 'averagePrecision', 'brier'],
    measure(weights) {
      const { rocAuc, averagePrecision } = areasOf(ranking, weights);
      return Float64Array.of(rocAuc, averagePrecision, ...weightedMeans([brier], weights));
    },
  };
}
