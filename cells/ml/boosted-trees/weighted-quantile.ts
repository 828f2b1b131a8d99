/**
 * The quantile of numbers with whole weights: the smallest value that at least `level` of the weight does not exceed, the mean of it and
 * the next where that is exact (Hyndman and Fan's type 2, so that a weight of two is the same as two rows). Sorts `values` in place
 * when there are no weights.
 */
export function weightedQuantile(values: Float64Array, level: number, weights?: Float64Array): number {
  const n = values.length;
  if (n === 0) return 0;
  if (!weights) {
    values.sort();
    const place = level * n;
    const index = Math.min(Math.max(Math.ceil(place) - 1, 0), n - 1);
    const value = values[index] ?? 0;
    return Number.isInteger(place) && index + 1 < n && place > 0
      ? middle(value, values[index + 1] ?? 0)
      : value;
  }
  const order = Uint32Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const wanted = level * total;
  let passed = 0;
  for (let i = 0; i < n; i++) {
    const row = order[i] ?? 0;
    passed += weights[row] ?? 0;
    if (passed < wanted && i + 1 < n) continue;
    const value = values[row] ?? 0;
    if (passed !== wanted) return value;
    for (let next = i + 1; next < n; next++)
      if ((weights[order[next] ?? 0] ?? 0) > 0) return middle(value, values[order[next] ?? 0] ?? 0);
    return value;
  }
  return 0;
}

const middle = (a: number, b: number): number => a / 2 + b / 2;
