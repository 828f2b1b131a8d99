import { histogramCounts, quantile, shareInterval, studentCritical, sturgesEdges } from '@/cells/statistics';
import type { Predictions, Residual } from '../model';
import { rangeOf } from '../random';
import { sampleResiduals } from '../sample-residuals';
import type { Interval } from './judgement';

/** Rows whose truth, or whose prediction, lies in a range. */
export interface ErrorBin {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** Mean |ŷ − y| and mean (ŷ − y), with Student's interval of 95 %. */
  readonly mae: Interval;
  readonly bias: Interval;
}

/** How often the truth lies at or below a learnt quantile: of level 0.9 it should be nine times of ten. */
export interface QuantileCoverage {
  readonly level: number;
  readonly observed: number;
  /** Wilson's interval of 95 %. */
  readonly low: number;
  readonly high: number;
}

export interface RegressionErrors {
  /** At most 2 000 rows, for drawing. */
  readonly sample: readonly Residual[];
  /** Of ŷ − y, all rows; the outermost per mille on each side are counted into the outer bins. */
  readonly histogram: { readonly edges: readonly number[]; readonly counts: readonly number[] };
  /** At most ten ranges with the same number of rows each. */
  readonly byTruth: readonly ErrorBin[];
  readonly byPrediction: readonly ErrorBin[];
  readonly quantiles?: readonly QuantileCoverage[];
}

const mostBins = 10;

export function describeErrors(
  actual: Float64Array,
  predictions: Predictions,
  weights: Float64Array,
): RegressionErrors {
  const predicted = predictions.values as Float64Array; // a regression answers numbers
  const errors = predicted.map((answer, row) => answer - (actual[row] ?? Number.NaN));
  const { quantiles } = predictions;
  return {
    sample: sampleResiduals(actual, predictions),
    histogram: countErrors(errors),
    byTruth: binErrors(actual, errors, weights),
    byPrediction: binErrors(predicted, errors, weights),
    ...(quantiles && { quantiles: coverQuantiles(actual, quantiles, weights) }),
  };
}

function countErrors(errors: Float64Array): RegressionErrors['histogram'] {
  const ascending = errors.toSorted();
  const [low, high] = [quantile(ascending, 0.001), quantile(ascending, 0.999)];
  const clamped = errors.map((error) => Math.min(Math.max(error, low), high));
  const edges = sturgesEdges(clamped);
  return { edges, counts: histogramCounts(clamped, edges) };
}

function binErrors(by: Float64Array, errors: Float64Array, weights: Float64Array): ErrorBin[] {
  const ascending = by.toSorted();
  const edges = [
    ...new Set(Array.from({ length: mostBins + 1 }, (_, i) => quantile(ascending, i / mostBins))),
  ];
  const inner = edges.slice(1, -1);
  const rows: number[][] = Array.from({ length: Math.max(edges.length - 1, 1) }, () => []);
  for (const row of rangeOf(by.length)) {
    let bin = 0;
    while (bin < inner.length && (by[row] ?? 0) > (inner[bin] ?? 0)) bin++;
    rows[bin]?.push(row);
  }
  return rows.flatMap((own, i): ErrorBin[] => {
    if (own.length === 0) return [];
    const of = (value: (error: number) => number) =>
      meanInterval(
        own.map((row) => value(errors[row] ?? Number.NaN)),
        own.map((row) => weights[row] ?? 0),
      );
    const [from, to] = [edges[i] ?? Number.NaN, edges[i + 1] ?? edges[i] ?? Number.NaN];
    return [{ from, to, rows: own.length, mae: of(Math.abs), bias: of((error) => error) }];
  });
}

/** Mean with Student's interval of 95 %; of weighted rows by their effective number (Kish 1965). One row has no interval but itself. */
export function meanInterval(values: readonly number[], weights: readonly number[]): Interval {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const weigh = (term: (value: number) => number) =>
    values.reduce((sum, value, i) => sum + (weights[i] ?? 0) * term(value), 0) / total;
  const mean = weigh((value) => value);
  const effective = total ** 2 / weights.reduce((sum, weight) => sum + weight ** 2, 0);
  if (effective <= 1 + 1e-9) return { value: mean, low: mean, high: mean };
  const variance = weigh((value) => (value - mean) ** 2) / (effective - 1);
  const margin = studentCritical(0.05, effective - 1) * Math.sqrt(variance);
  return { value: mean, low: mean - margin, high: mean + margin };
}

function coverQuantiles(
  actual: Float64Array,
  { levels, values }: NonNullable<Predictions['quantiles']>,
  weights: Float64Array,
): QuantileCoverage[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const effective = total ** 2 / weights.reduce((sum, weight) => sum + weight ** 2, 0);
  return levels.map((level, k) => {
    let below = 0;
    actual.forEach((y, row) => {
      if (y <= (values[row * levels.length + k] ?? Number.NaN)) below += weights[row] ?? 0;
    });
    const observed = below / total;
    return { level, observed, ...shareInterval(observed, effective) };
  });
}
