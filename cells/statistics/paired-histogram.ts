import { histogramCounts, sturgesEdges } from './histogram';

/** Reference and present rows over the same bins: `labels` are bin edges (one more than counts) or values. */
export interface PairedHistogram {
  readonly labels: readonly number[] | readonly string[];
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

/** Equal bins over both, as Evidently bins numbers of more than 20 values. The sample stands for all reference rows. */
export function binTogether(
  sample: readonly number[],
  values: Float64Array,
  referenceRows: number,
): PairedHistogram {
  const labels = sturgesEdges([...sample, ...values]);
  const scale = referenceRows / sample.length;
  return {
    labels,
    reference: histogramCounts(sample, labels).map((count) => count * scale),
    current: histogramCounts(values, labels),
  };
}

/** Counts of each distinct value. The sample stands for all reference rows. */
export function countTogether(
  sample: readonly number[],
  values: Float64Array,
  { distinct, referenceRows }: { distinct: readonly number[]; referenceRows: number },
): PairedHistogram {
  const place = new Map(distinct.map((value, i) => [value, i]));
  const count = (from: ArrayLike<number>) => {
    const counts = new Array<number>(distinct.length).fill(0);
    for (let i = 0; i < from.length; i++) {
      const at = place.get(from[i] as number); // i is below the length
      if (at !== undefined) counts[at] = (counts[at] ?? 0) + 1;
    }
    return counts;
  };
  const scale = referenceRows / sample.length;
  return {
    labels: distinct.map(String),
    reference: count(sample).map((amount) => amount * scale),
    current: count(values),
  };
}
