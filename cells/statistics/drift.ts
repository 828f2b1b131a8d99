import type { Interval } from './bootstrap';
import { chiSquare } from './chi-square';
import { histogramInterval, wassersteinInterval } from './distance-interval';
import { type Effect, shiftOfMean, shiftOfShare } from './effect';
import { adjustPValues } from './false-discovery';
import { jensenShannon } from './jensen-shannon';
import { kolmogorovSmirnov } from './kolmogorov-smirnov';
import { binTogether, countTogether, type PairedHistogram } from './paired-histogram';
import type { ColumnProfile } from './profile';
import { compareProportions } from './proportions';
import { psi } from './psi';
import { readNumbers, readStrings } from './read-values';

export type DriftMethod = 'kolmogorovSmirnov' | 'wasserstein' | 'chiSquare' | 'jensenShannon' | 'zTest';

/** How one column of present data compares with the column it was trained on. */
export interface Drift {
  readonly column: string;
  /** The statistic that decides, by Evidently's table: a p-value (tests) or a distance. */
  readonly method: DriftMethod;
  readonly statistic: number;
  readonly threshold: number;
  /** What `method` says by itself: the distance is at least the threshold, or the p-value below it. */
  readonly drifted: boolean;
  /** Of the test that fits the column, whichever method decides. NaN without rows. */
  readonly pValue: number;
  readonly effect: Effect;
  /**
   * The distance that decides where the reference is large, whatever its size here: normed Wasserstein for numbers with more than five
   * values, else Jensen–Shannon's; with its basic bootstrap interval of 95 %. Chance makes a distance larger, which the interval takes
   * off: of few rows the value may lie above it.
   */
  readonly distance: Interval & { readonly of: 'wasserstein' | 'jensenShannon' };
  readonly psi: number;
  readonly jensenShannon: number;
  /** Numbers with more than five values only. Wasserstein's distance is in standard deviations of the reference. */
  readonly kolmogorovSmirnov?: number;
  readonly wasserstein?: number;
  /** Categories and numbers of at most five values only. */
  readonly chiSquare?: number;
  /** Present rows that hold a value; rows of the reference that do. */
  readonly rows: number;
  readonly referenceRows: number;
  /** Shares of rows without a value, 0..1. */
  readonly missing: number;
  readonly referenceMissing: number;
  /** The histograms behind the numbers, for drawing. */
  readonly histogram: PairedHistogram;
}

/** A column among others: `verdict` takes into account how many were looked at and how few rows there are. */
export interface ColumnDrift extends Drift {
  /** Adjusted over all columns (Benjamini and Hochberg 1995). */
  readonly pAdjusted: number;
  /**
   * `drift` needs both: a distance of 0.1 at least, Evidently's bound, and a difference that chance does not explain (adjusted p < 0.05).
   * So neither a large sample (which makes every difference significant) nor a small one (which makes every distance large) flips it.
   */
  readonly verdict: 'drift' | 'stable' | 'too few rows';
}

/** A column of more rows than are at hand: a sample of them, missing values included, by whose size chance is judged, and what was counted of all. */
export interface SampledColumn {
  readonly sample: ArrayLike<unknown>;
  /** Of all rows those that hold a value, and those that hold none; without them the sample is all there is. */
  readonly rows?: number;
  readonly missing?: number;
  /** Mean of all rows. Numbers only. */
  readonly mean?: number;
}

/** From this distance on a column has moved, as in Evidently. */
const farFrom = 0.1;

/** Fewer rows than this say nothing about drift. */
export const fewestRows = 30;

/**
 * Compares present values with a training profile by Evidently's defaults: with more than 1 000 reference rows distances
 * (normed Wasserstein, or Jensen–Shannon for few values and categories; drift from 0.1), with fewer tests (Kolmogorov–Smirnov,
 * chi-square, z-test for two values; drift from p = 0.05). Numbers, booleans and dates may come as numbers, bigints, booleans or
 * Dates; anything not finite counts as missing.
 */
export function driftOf(reference: ColumnProfile, current: ArrayLike<unknown> | SampledColumn): Drift {
  const sampled = 'sample' in current ? current : { sample: current };
  return reference.type === 'string'
    ? driftOfStrings(reference, sampled)
    : driftOfNumbers(reference, sampled);
}

/** `driftOf` for many columns; those that `current` does not have are left out. Most drifted first. */
export function driftOfColumns(
  references: readonly ColumnProfile[],
  current: Readonly<Record<string, ArrayLike<unknown> | SampledColumn>>,
): ColumnDrift[] {
  const drifts = references.flatMap((reference) => {
    const values = current[reference.name];
    return values ? [driftOf(reference, values)] : [];
  });
  const adjusted = adjustPValues(drifts.map((drift) => drift.pValue));
  return drifts
    .map((drift, i): ColumnDrift => {
      const pAdjusted = adjusted[i] ?? Number.NaN;
      const isDrift = drift.distance.value >= farFrom && pAdjusted < 0.05;
      const verdict = drift.rows < fewestRows ? 'too few rows' : isDrift ? 'drift' : 'stable';
      return { ...drift, pAdjusted, verdict };
    })
    .sort((a, b) => Number(b.verdict === 'drift') - Number(a.verdict === 'drift') || b.psi - a.psi);
}

type NumberProfile = Extract<ColumnProfile, { type: 'number' | 'boolean' | 'date' }>;
type StringProfile = Extract<ColumnProfile, { type: 'string' }>;

function driftOfNumbers(reference: NumberProfile, current: SampledColumn): Drift {
  // In order once, which all that sorts again is quicker for.
  const values = readNumbers(current.sample).sort();
  const { rows = values.length, missing = current.sample.length - values.length } = current;
  const distinct = distinctUpTo(20, reference, values);
  const referenceRows = total(reference.histogram.counts);
  const histogram =
    distinct.length > 20
      ? binTogether(reference.sample, values, referenceRows)
      : countTogether(reference.sample, values, { distinct, referenceRows });
  const { psi, jensenShannon } = distances(histogram);
  const about = {
    column: reference.name,
    psi,
    jensenShannon,
    histogram,
    ...missingShares(reference, missing, rows, referenceRows),
    effect: shiftOfMean(
      { mean: reference.mean, deviation: reference.standardDeviation, rows: referenceRows },
      { mean: current.mean ?? meanOf(values), rows },
    ),
  };
  if (distinct.length <= 5) return { ...about, ...decideByShares(histogram, distinct.length, referenceRows) };
  const test = kolmogorovSmirnov(reference.sample, values);
  const distance = wassersteinDistance(reference, referenceRows, values);
  const wasserstein = distance.value;
  const decision =
    referenceRows > 1000
      ? {
          method: 'wasserstein' as const,
          statistic: wasserstein,
          threshold: farFrom,
          drifted: wasserstein >= farFrom,
        }
      : {
          method: 'kolmogorovSmirnov' as const,
          statistic: test.pValue,
          threshold: 0.05,
          drifted: test.pValue <= 0.05,
        };
  return {
    ...about,
    ...decision,
    distance,
    pValue: test.pValue,
    kolmogorovSmirnov: test.statistic,
    wasserstein,
  };
}

function driftOfStrings(reference: StringProfile, current: SampledColumn): Drift {
  const values = readStrings(current.sample);
  const { rows = values.length, missing = current.sample.length - values.length } = current;
  const known = new Set(reference.frequencies.map(({ value }) => value));
  const counts = new Map<string, number>();
  for (const value of values) {
    // Of a column with more values than the profile keeps, the rest is one value.
    const category = known.has(value) || reference.other === 0 ? value : otherValues;
    counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  const before = new Map(reference.frequencies.map(({ value, count }) => [value, count]));
  if (reference.other > 0) before.set(otherValues, reference.other);
  const labels = [...new Set([...before.keys(), ...counts.keys()])];
  const histogram = {
    labels,
    reference: labels.map((label) => before.get(label) ?? 0),
    current: labels.map((label) => counts.get(label) ?? 0),
  };
  const referenceRows = total(histogram.reference);
  const { psi, jensenShannon } = distances(histogram);
  return {
    column: reference.name,
    psi,
    jensenShannon,
    histogram,
    ...missingShares(reference, missing, rows, referenceRows),
    effect: shiftOfShare(labels, histogram.reference, histogram.current),
    ...decideByShares(histogram, labels.length, referenceRows),
  };
}

const otherValues = '(other values)';

/** In deviations of the reference, which count as 0.001 at least, as Evidently's. */
function wassersteinDistance(
  { sample, standardDeviation }: NumberProfile,
  rows: number,
  values: Float64Array,
): Drift['distance'] {
  const unit = Math.max(standardDeviation, 0.001);
  const { value, low, high } = wassersteinInterval({ sample, rows }, { sample: values, rows: values.length });
  return { of: 'wasserstein', value: value / unit, low: low / unit, high: high / unit };
}

/** Evidently's table for categories and for numbers of at most five values. */
function decideByShares(histogram: PairedHistogram, categories: number, referenceRows: number) {
  const test = chiSquare(histogram.current, histogram.reference);
  const share = (counts: readonly number[]) => ({ count: counts[0] ?? 0, rows: total(counts) });
  const isEmpty = total(histogram.current) === 0 || referenceRows === 0;
  const pValue = isEmpty
    ? Number.NaN
    : categories <= 2
      ? compareProportions(share(histogram.reference), share(histogram.current)).pValue
      : test.pValue;
  const { reference, current } = histogram;
  const distance = {
    of: 'jensenShannon' as const,
    ...histogramInterval(reference, current, jensenShannon),
  };
  const shared = { pValue, chiSquare: test.statistic, distance };
  if (referenceRows > 1000) {
    const statistic = distance.value;
    return {
      ...shared,
      method: 'jensenShannon' as const,
      statistic,
      threshold: farFrom,
      drifted: statistic >= farFrom,
    };
  }
  const method = categories <= 2 ? ('zTest' as const) : ('chiSquare' as const);
  return { ...shared, method, statistic: pValue, threshold: 0.05, drifted: pValue < 0.05 };
}

const distances = ({ reference, current }: PairedHistogram) => ({
  psi: psi(reference, current),
  jensenShannon: jensenShannon(reference, current),
});

/** The distinct values of both, ascending; more than `limit` of them when there are more, but then not all. */
function distinctUpTo(limit: number, reference: NumberProfile, values: Float64Array): number[] {
  const found = new Set(reference.sample);
  for (const value of values) {
    if (found.size > limit) break;
    found.add(value);
  }
  return [...found].sort((a, b) => a - b);
}

function missingShares(
  reference: ColumnProfile,
  missingRows: number,
  rows: number,
  referenceRows: number,
): Pick<Drift, 'rows' | 'referenceRows' | 'missing' | 'referenceMissing'> {
  return {
    rows,
    referenceRows,
    missing: missingRows / Math.max(missingRows + rows, 1),
    referenceMissing: reference.missing / Math.max(reference.missing + referenceRows, 1),
  };
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
