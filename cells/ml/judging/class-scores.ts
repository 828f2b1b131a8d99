import { f1, macro, precision, recall } from '../metrics';
import type { Metrics, Predictions } from '../model';
import { positiveScores } from './positive-scores';
import { areasOf, rankScores } from './ranking';
import { rocCurve, tabulateThresholds } from './thresholds';

/** One class against all others. */
export interface ClassScore {
  readonly label: string;
  /** Sum of the weights of its rows. */
  readonly support: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Null without probabilities, or where the class or the others are absent. */
  readonly rocAuc: number | null;
  readonly averagePrecision: number | null;
  /** At most 100 points of its ROC curve. */
  readonly roc: readonly (readonly [falsePositiveRate: number, truePositiveRate: number])[];
}

export interface ClassedRows {
  readonly actual: readonly string[];
  readonly classes: readonly string[];
  readonly predictions: Predictions;
  readonly weights: Float64Array;
}

const mostPoints = 100;

/** confusion[actual][predicted] of summed weights. */
export function weighConfusion({ actual, classes, predictions, weights }: ClassedRows): number[][] {
  const place = new Map(classes.map((label, i) => [label, i]));
  const counts = classes.map(() => classes.map(() => 0));
  actual.forEach((label, row) => {
    const found = counts[place.get(label) ?? -1];
    const column = place.get(String(predictions.values[row]));
    if (found && column !== undefined) found[column] = (found[column] ?? 0) + (weights[row] ?? 0);
  });
  return counts;
}

export function scoreClasses(rows: ClassedRows, confusion: readonly (readonly number[])[]): ClassScore[] {
  return rows.classes.map((label, k) => ({
    label,
    support: sum(confusion[k] ?? []),
    precision: precision(confusion, k),
    recall: recall(confusion, k),
    f1: f1(confusion, k),
    ...rankClass(rows, label),
  }));
}

function rankClass(
  { actual, predictions: { probabilities }, weights }: ClassedRows,
  label: string,
): Pick<ClassScore, 'rocAuc' | 'averagePrecision' | 'roc'> {
  const none = { rocAuc: null, averagePrecision: null, roc: [] };
  if (!probabilities) return none;
  const { scores, isPositive } = positiveScores(actual, probabilities, label);
  const ranking = rankScores(scores, isPositive);
  const { rocAuc, averagePrecision } = areasOf(ranking, weights);
  if (Number.isNaN(rocAuc)) return none;
  const curve = rocCurve(tabulateThresholds(ranking, scores, weights));
  const every = Math.max(1, (curve.length - 1) / (mostPoints - 1));
  const places = new Set(
    Array.from({ length: mostPoints }, (_, i) => Math.min(Math.round(i * every), curve.length - 1)),
  );
  return { rocAuc, averagePrecision, roc: [...places].flatMap((at) => (curve[at] ? [curve[at]] : [])) };
}

/** scikit-learn's three averages: over classes alike, over rows, over classes by their rows. */
export function averageClasses(
  confusion: readonly (readonly number[])[],
): Readonly<Record<'macro' | 'micro' | 'weighted', Metrics>> {
  const supports = confusion.map(sum);
  const total = sum(supports);
  const accuracy = sum(confusion.map((row, k) => row[k] ?? 0)) / total;
  const scores = { precision, recall, f1 };
  const average = (by: (metric: typeof precision) => number): Metrics =>
    Object.fromEntries(Object.entries(scores).map(([name, metric]) => [name, by(metric)]));
  return {
    macro: average((metric) => macro(metric, confusion)),
    // Every row has one answer, so that a false positive of one class is a false negative of another.
    micro: average(() => accuracy),
    weighted: average((metric) => sum(supports.map((support, k) => support * metric(confusion, k))) / total),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
