import { shareInterval, studentCritical, studentTwoSided } from '@/cells/statistics';
import { metricOfLoss, type SliceMetric } from './row-losses';

/** Sums over some rows, from which those of others are taken away: count, weights, their squares, losses and squared losses by weight. */
export interface LossMoments {
  readonly rows: number;
  readonly weight: number;
  readonly squaredWeight: number;
  readonly loss: number;
  readonly squaredLoss: number;
}

export interface Ends {
  readonly low: number;
  readonly high: number;
}

/** Numbers of one entry of a table of moments. */
export const momentWidth = 5;

/** Adds a row to the entry at `place` of a table of moments. */
export function addRow(table: Float64Array, place: number, loss: number, weight: number): void {
  const start = place * momentWidth;
  table[start] = (table[start] ?? 0) + 1;
  table[start + 1] = (table[start + 1] ?? 0) + weight;
  table[start + 2] = (table[start + 2] ?? 0) + weight * weight;
  table[start + 3] = (table[start + 3] ?? 0) + weight * loss;
  table[start + 4] = (table[start + 4] ?? 0) + weight * loss * loss;
}

/** The sum of some entries of a table. */
export function sumMoments(table: Float64Array, places: Iterable<number>): LossMoments {
  let [rows, weight, squaredWeight, loss, squaredLoss] = [0, 0, 0, 0, 0];
  for (const place of places) {
    const start = place * momentWidth;
    rows += table[start] ?? 0;
    weight += table[start + 1] ?? 0;
    squaredWeight += table[start + 2] ?? 0;
    loss += table[start + 3] ?? 0;
    squaredLoss += table[start + 4] ?? 0;
  }
  return { rows, weight, squaredWeight, loss, squaredLoss };
}

/** Of the rows that belong, or of all. */
export function momentsOf(
  losses: Float64Array,
  weights: Float64Array | undefined,
  belongs: (row: number) => boolean = () => true,
): LossMoments {
  const table = new Float64Array(momentWidth);
  for (let row = 0; row < losses.length; row++)
    if (belongs(row)) addRow(table, 0, losses[row] ?? 0, weights?.[row] ?? 1);
  return sumMoments(table, [0]);
}

export const subtractMoments = (all: LossMoments, part: LossMoments): LossMoments => ({
  rows: all.rows - part.rows,
  weight: all.weight - part.weight,
  squaredWeight: all.squaredWeight - part.squaredWeight,
  loss: all.loss - part.loss,
  squaredLoss: all.squaredLoss - part.squaredLoss,
});

export interface MeanLoss {
  /** Rows of equal weight that would tell as much (Kish 1965): their count, where all weigh the same. */
  readonly effectiveRows: number;
  readonly mean: number;
  /** Of single rows, with n − 1. NaN of fewer than two rows. */
  readonly variance: number;
}

export function meanLoss({ weight, squaredWeight, loss, squaredLoss }: LossMoments): MeanLoss {
  const effectiveRows = weight ** 2 / squaredWeight;
  const mean = loss / weight;
  const spread = Math.max(0, squaredLoss / weight - mean * mean);
  return { effectiveRows, mean, variance: (spread * effectiveRows) / (effectiveRows - 1) };
}

/** Welch's test that the first mean is larger, as `scipy.stats.ttest_ind(equal_var=False, alternative="greater")`. */
export function isLarger(first: MeanLoss, second: MeanLoss): { statistic: number; pValue: number } {
  const { error, freedom } = compareMeans(first, second);
  if (error === 0) return { statistic: 0, pValue: first.mean > second.mean ? 0 : 1 };
  const statistic = (first.mean - second.mean) / error;
  const half = studentTwoSided(statistic, freedom) / 2;
  return { statistic, pValue: statistic >= 0 ? half : 1 - half };
}

function compareMeans(first: MeanLoss, second: MeanLoss): { error: number; freedom: number } {
  const a = first.variance / first.effectiveRows;
  const b = second.variance / second.effectiveRows;
  const freedom = (a + b) ** 2 / (a ** 2 / (first.effectiveRows - 1) + b ** 2 / (second.effectiveRows - 1));
  return { error: Math.sqrt(a + b), freedom };
}

/** How far two means are apart in deviations of a row: √2 (m₁ − m₂) / √(s₁² + s₂²) (Slice Finder, Chung et al. 2019, §2.3). */
export function effectOf(first: MeanLoss, second: MeanLoss): number {
  const size = Math.sqrt(first.variance + second.variance);
  return size === 0 ? 0 : (Math.SQRT2 * (first.mean - second.mean)) / size;
}

/** 95 %: Wilson's for an accuracy, else Student's of the mean loss, carried over to the metric. */
export function metricInterval(metric: SliceMetric, { effectiveRows, mean, variance }: MeanLoss): Ends {
  if (metric === 'accuracy') return shareInterval(1 - mean, effectiveRows);
  if (!(effectiveRows > 1)) return { low: 0, high: Number.POSITIVE_INFINITY };
  const margin = studentCritical(0.05, effectiveRows - 1) * Math.sqrt(variance / effectiveRows);
  return { low: metricOfLoss[metric](Math.max(0, mean - margin)), high: metricOfLoss[metric](mean + margin) };
}

export interface MetricDifference {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The first metric less the second, with Welch's 95 % interval; of RMSE by the delta method, s(√m) = s(m) / (2 √m). */
export function metricDifference(metric: SliceMetric, first: MeanLoss, second: MeanLoss): MetricDifference {
  const value = metricOfLoss[metric](first.mean) - metricOfLoss[metric](second.mean);
  const slope = ({ mean }: MeanLoss) => (metric === 'rmse' && mean > 0 ? 1 / (2 * Math.sqrt(mean)) : 1);
  const scaled = (part: MeanLoss): MeanLoss => ({ ...part, variance: part.variance * slope(part) ** 2 });
  const { error, freedom } = compareMeans(scaled(first), scaled(second));
  if (error === 0) return { value, low: value, high: value };
  const margin = Number.isNaN(freedom) ? Number.POSITIVE_INFINITY : studentCritical(0.05, freedom) * error;
  return { value, low: value - margin, high: value + margin };
}
