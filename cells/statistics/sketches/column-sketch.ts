import { createDistinctSketch, type DistinctSketch } from './distinct-sketch';
import { createQuantileSketch, type QuantileSketch } from './quantile-sketch';

/** What a column held, in a size that does not grow with its rows; numbers, dates (milliseconds) and booleans (0, 1) are numbers. */
export type ColumnSketch = NumberSketch | TextSketch;

export interface NumberSketch {
  readonly kind: 'number';
  /** Exact. */
  count: number;
  sum: number;
  readonly quantiles: QuantileSketch;
  readonly distinct: DistinctSketch;
}

export interface TextSketch {
  readonly kind: 'text';
  count: number;
  readonly frequencies: Map<string, number>;
  /** Values whose own count was given up. */
  other: number;
  readonly distinct: DistinctSketch;
}

/** Counts of at most so many texts are kept while values come; exact up to there. */
const mostTexts = 2000;
/** So many, the most frequent, are left when there are more. */
const keptTexts = 500;
const distinctPrecision = 11;

/** Shares of values, and their ranks, are right to so much, with 99 % of chance (Apache DataSketches' measure of KLL at k = 200). */
export const rankError = 0.0133;
/** Standard error of a number of distinct values, as a share of it. */
export const distinctError = 1.04 / Math.sqrt(2 ** distinctPrecision);

export function createColumnSketch(kind: ColumnSketch['kind']): ColumnSketch {
  const distinct = createDistinctSketch(distinctPrecision);
  return kind === 'number'
    ? { kind, count: 0, sum: 0, quantiles: createQuantileSketch(), distinct }
    : { kind, count: 0, frequencies: new Map(), other: 0, distinct };
}

/** What is not finite, and no value at all, is left out. `weight`: how many equal values it is, a whole number. */
export function addToSketch(sketch: ColumnSketch, value: unknown, weight = 1): void {
  if (sketch.kind === 'number') {
    if (typeof value !== 'number' || !Number.isFinite(value)) return;
    sketch.count += weight;
    sketch.sum += weight * value;
    sketch.quantiles.add(value, weight);
    sketch.distinct.add(value);
    return;
  }
  if (typeof value !== 'string') return;
  sketch.count += weight;
  sketch.distinct.add(value);
  sketch.frequencies.set(value, (sketch.frequencies.get(value) ?? 0) + weight);
  if (sketch.frequencies.size > mostTexts) leaveFrequent(sketch);
}

/** Another's values, as if they had been added here. @throws Error for one of another kind */
export function mergeIntoSketch(sketch: ColumnSketch, other: ColumnSketch): void {
  sketch.distinct.merge(other.distinct);
  sketch.count += other.count;
  if (sketch.kind === 'number' && other.kind === 'number') {
    sketch.sum += other.sum;
    sketch.quantiles.merge(other.quantiles);
  } else if (sketch.kind === 'text' && other.kind === 'text') {
    for (const [value, count] of other.frequencies)
      sketch.frequencies.set(value, (sketch.frequencies.get(value) ?? 0) + count);
    sketch.other += other.other;
    if (sketch.frequencies.size > mostTexts) leaveFrequent(sketch);
  } else throw new Error('A sketch of numbers and one of texts cannot be merged.');
}

/** Of equally frequent texts the first in order stay, so that equal rows give equal sketches. */
function leaveFrequent(sketch: TextSketch): void {
  const rest = listFrequent(sketch).slice(keptTexts);
  for (const [value, count] of rest) {
    sketch.frequencies.delete(value);
    sketch.other += count;
  }
}

/** Texts with their counts, the most frequent first. */
export const listFrequent = ({ frequencies }: TextSketch): [value: string, count: number][] =>
  [...frequencies].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
