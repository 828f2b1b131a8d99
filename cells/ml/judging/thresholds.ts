import type { Ranking } from './ranking';

/** What a right and a wrong answer costs; a gain is a negative cost. */
export interface Costs {
  readonly falsePositive: number;
  readonly falseNegative: number;
  readonly truePositive: number;
  readonly trueNegative: number;
}

/**
 * What is called positive from a threshold on (score ≥ threshold), by falling threshold: sums of weights. The first threshold is
 * above every score, so that nothing is. About 1 000 of the scores at most, at even ranks among the distinct ones, with those that
 * stand for the thresholds which somebody uses.
 */
export interface ThresholdTable {
  readonly thresholds: readonly number[];
  readonly truePositives: readonly number[];
  readonly falsePositives: readonly number[];
  readonly positives: number;
  readonly negatives: number;
}

const mostThresholds = 1000;
/** Above every probability. */
const never = 1 + Number.EPSILON;

export function tabulateThresholds(
  { order, ends, isPositive }: Ranking,
  scores: Float64Array,
  weights: Float64Array,
  used: readonly number[] = [0.5],
): ThresholdTable {
  const thresholds = [never];
  const truePositives = [0];
  const falsePositives = [0];
  let [found, wrong, start] = [0, 0, 0];
  const kept = keepEven(ends.length);
  ends.forEach((end, group) => {
    for (let i = start; i < end; i++) {
      const row = order[i] ?? 0;
      if (isPositive[row]) found += weights[row] ?? 0;
      else wrong += weights[row] ?? 0;
    }
    start = end;
    const score = scores[order[end - 1] ?? 0] ?? 0;
    const next = scores[order[end] ?? -1] ?? -1;
    if (!kept(group) && !used.some((one) => score >= one && next < one)) return;
    thresholds.push(score);
    truePositives.push(found);
    falsePositives.push(wrong);
  });
  return { thresholds, truePositives, falsePositives, positives: found, negatives: wrong };
}

/** Whether the i-th of n is among at most `mostThresholds` evenly spread ones, the last included. */
function keepEven(n: number): (i: number) => boolean {
  if (n <= mostThresholds) return () => true;
  const places = new Set(
    Array.from({ length: mostThresholds }, (_, k) => Math.round((k * (n - 1)) / (mostThresholds - 1))),
  );
  return (i) => places.has(i);
}

export interface AtThreshold {
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
  /** TP / (TP + FP); NaN where nothing is called positive. */
  readonly precision: number;
  /** TP / (TP + FN), the true positive rate. */
  readonly recall: number;
  /** TN / (TN + FP). */
  readonly specificity: number;
  /** 2 TP / (2 TP + FP + FN). */
  readonly f1: number;
  readonly accuracy: number;
  /** Share of all rows that are called positive. */
  readonly flagged: number;
}

/** What a threshold does: of the table's, the nearest one that calls no row positive which this one would not. */
export function atThreshold(table: ThresholdTable, threshold: number): AtThreshold {
  let place = 0;
  while ((table.thresholds[place + 1] ?? -1) >= threshold) place++;
  return { ...atPlace(table, place), threshold };
}

export function atPlace(table: ThresholdTable, place: number): AtThreshold {
  const { positives, negatives } = table;
  const truePositives = table.truePositives[place] ?? 0;
  const falsePositives = table.falsePositives[place] ?? 0;
  const [falseNegatives, trueNegatives] = [positives - truePositives, negatives - falsePositives];
  return {
    ...{
      threshold: table.thresholds[place] ?? never,
      truePositives,
      falsePositives,
      falseNegatives,
      trueNegatives,
    },
    precision: truePositives / (truePositives + falsePositives),
    recall: truePositives / positives,
    specificity: trueNegatives / negatives,
    f1: (2 * truePositives) / (2 * truePositives + falsePositives + falseNegatives),
    accuracy: (truePositives + trueNegatives) / (positives + negatives),
    flagged: (truePositives + falsePositives) / (positives + negatives),
  };
}

/** Per row. */
export function costAt(at: AtThreshold, costs: Costs): number {
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = at;
  const total =
    costs.truePositive * truePositives +
    costs.falsePositive * falsePositives +
    costs.falseNegative * falseNegatives +
    costs.trueNegative * trueNegatives;
  return total / (truePositives + falsePositives + falseNegatives + trueNegatives);
}

/** The table's threshold of least cost; of equals the highest, which calls the fewest rows positive. */
export function findLeastCost(table: ThresholdTable, costs: Costs): AtThreshold & { readonly cost: number } {
  let best = atPlace(table, 0);
  let least = costAt(best, costs);
  for (let place = 1; place < table.thresholds.length; place++) {
    const at = atPlace(table, place);
    const cost = costAt(at, costs);
    if (cost < least) [best, least] = [at, cost];
  }
  return { ...best, cost: least };
}

/** Points of a curve from the table's places, x rising. */
type Curve = readonly (readonly [x: number, y: number])[];

/** False positive rate and true positive rate, from (0, 0) to (1, 1). */
export const rocCurve = (table: ThresholdTable): Curve =>
  table.thresholds.map((_, place) => [
    (table.falsePositives[place] ?? 0) / table.negatives,
    (table.truePositives[place] ?? 0) / table.positives,
  ]);

/** Recall and precision; where nothing is called positive the precision is one by convention. */
export const precisionRecallCurve = (table: ThresholdTable): Curve =>
  table.thresholds.map((_, place) => {
    const { recall, precision } = atPlace(table, place);
    return [recall, Number.isNaN(precision) ? 1 : precision];
  });

/** Share of the rows, those of the highest scores first, and the share of all positives that is among them. */
export const gainCurve = (table: ThresholdTable): Curve =>
  table.thresholds.map((_, place) => {
    const { flagged, recall } = atPlace(table, place);
    return [flagged, recall];
  });

/** How many times more positives are among the first `share` of the rows than among as many taken at random; by the gain curve's lines. */
export function liftAt(table: ThresholdTable, share: number): number {
  const curve = gainCurve(table);
  const after = curve.findIndex(([x]) => x >= share);
  const [x1, y1] = curve[after] ?? [1, 1];
  const [x0, y0] = curve[after - 1] ?? [0, 0];
  const gain = x1 === x0 ? y1 : y0 + ((share - x0) / (x1 - x0)) * (y1 - y0);
  return gain / share;
}
