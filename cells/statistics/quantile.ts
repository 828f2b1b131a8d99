/** Quantile of ascending values, 0 ≤ q ≤ 1, interpolated linearly (type 7 of Hyndman and Fan 1996; NumPy's default). NaN of nothing. */
export function quantile(ascending: ArrayLike<number>, q: number): number {
  const last = ascending.length - 1;
  if (last < 0) return Number.NaN;
  const rank = Math.min(Math.max(q, 0), 1) * last;
  const low = Math.floor(rank);
  const below = ascending[low] ?? Number.NaN;
  const above = ascending[Math.min(low + 1, last)] ?? Number.NaN;
  return below + (above - below) * (rank - low);
}

/** At most `limit` of the values, at even ranks, ascending: an empirical quantile function that is small. */
export function quantileSample(values: ArrayLike<number>, limit: number): Float64Array {
  const ascending = Float64Array.from(values).sort();
  if (ascending.length <= limit) return ascending;
  return Float64Array.from({ length: limit }, (_, i) => quantile(ascending, i / (limit - 1)));
}
