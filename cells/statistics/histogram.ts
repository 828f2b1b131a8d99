/**
 * Edges of equal bins over the values, their number by Sturges' rule as NumPy has it (`histogram_bin_edges(…, "sturges")`):
 * width = range / (log2 n + 1). The values need no order; one constant value gives one bin of width 1 around it.
 */
export function sturgesEdges(values: ArrayLike<number>): number[] {
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number; // i is below the length
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  if (values.length === 0) return [];
  if (minimum === maximum) return [minimum - 0.5, maximum + 0.5];
  const bins = Math.ceil(Math.log2(values.length) + 1);
  return Array.from({ length: bins + 1 }, (_, i) => minimum + ((maximum - minimum) * i) / bins);
}

/** Counts per bin [edge, next edge), the last one closed. Values outside the edges are not counted; NaN neither. */
export function histogramCounts(values: ArrayLike<number>, edges: readonly number[]): number[] {
  const counts = new Array<number>(Math.max(edges.length - 1, 0)).fill(0);
  const last = edges[edges.length - 1] ?? Number.NaN;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number; // i is below the length
    const bin = value === last ? counts.length - 1 : upperBound(edges, value) - 1;
    if (bin >= 0 && bin < counts.length) counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** Index of the first edge above the value; all edges' number for NaN. */
function upperBound(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] as number) > value)
      high = middle; // middle is below the length
    else low = middle + 1;
  }
  return low;
}
