/** Latencies are counted in buckets that grow by 2^(1/8), about 9 %: sums of counts are counts of sums, whoever counted. */
const smallest = 0.05;
const perOctave = 8;

/** The bucket of a latency in milliseconds, from 0. */
export const bucketOf = (milliseconds: number): number =>
  milliseconds <= smallest ? 0 : Math.ceil(Math.log2(milliseconds / smallest) * perOctave);

/** The middle of a bucket in milliseconds, by ratio. */
const middleOf = (bucket: number): number =>
  bucket === 0 ? smallest : smallest * 2 ** ((bucket - 0.5) / perOctave);

/** A percentile (0 to 100) in milliseconds, right to 4.5 %; null of no requests. */
export function percentileOf(buckets: Readonly<Record<string, number>>, percentile: number): number | null {
  const counts = Object.entries(buckets)
    .map(([bucket, count]) => [Number(bucket), count] as const)
    .sort(([a], [b]) => a - b);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  let seen = 0;
  for (const [bucket, count] of counts) {
    seen += count;
    if (seen >= (percentile / 100) * total) return middleOf(bucket);
  }
  return middleOf(counts.at(-1)?.[0] ?? 0);
}
