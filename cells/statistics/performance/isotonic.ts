/** A rising function through points, flat beyond the ends. */
export type Isotonic = (x: number) => number;

/**
 * Isotonic regression by pooling adjacent violators (Barlow et al. 1972), as scikit-learn's `IsotonicRegression(out_of_bounds="clip")`: the
 * rising function nearest to y in squares, linear between the x that were seen. Equal x count as one, with their mean.
 * @throws Error for no points
 */
export function fitIsotonic(x: ArrayLike<number>, y: ArrayLike<number>): Isotonic {
  const order = Uint32Array.from({ length: x.length }, (_, i) => i).sort(
    (a, b) => (x[a] ?? 0) - (x[b] ?? 0) || a - b,
  );
  if (order.length === 0) throw new Error('Isotonic regression needs a point at least.');
  const places: number[] = [];
  const means: number[] = [];
  const weights: number[] = [];
  for (const i of order) {
    const [place, value] = [x[i] ?? Number.NaN, y[i] ?? Number.NaN];
    const last = places.length - 1;
    if (places[last] === place) {
      const weight = (weights[last] ?? 0) + 1;
      means[last] = (means[last] ?? 0) + (value - (means[last] ?? 0)) / weight;
      weights[last] = weight;
    } else {
      places.push(place);
      means.push(value);
      weights.push(1);
    }
  }
  const heights = poolViolators(means, weights);
  return (at) => interpolate(places, heights, at);
}

function poolViolators(means: readonly number[], weights: readonly number[]): Float64Array {
  const blocks: { sum: number; weight: number; end: number }[] = [];
  means.forEach((mean, i) => {
    let block = { sum: mean * (weights[i] ?? 0), weight: weights[i] ?? 0, end: i + 1 };
    for (let last = blocks.at(-1); last; last = blocks.at(-1)) {
      if (last.sum / last.weight < block.sum / block.weight) break;
      block = { sum: last.sum + block.sum, weight: last.weight + block.weight, end: block.end };
      blocks.pop();
    }
    blocks.push(block);
  });
  const heights = new Float64Array(means.length);
  let start = 0;
  for (const { sum, weight, end } of blocks) {
    heights.fill(sum / weight, start, end);
    start = end;
  }
  return heights;
}

function interpolate(places: readonly number[], heights: Float64Array, at: number): number {
  if (Number.isNaN(at)) return Number.NaN;
  let low = 0;
  let high = places.length - 1;
  if (at <= (places[low] ?? 0)) return heights[low] ?? Number.NaN;
  if (at >= (places[high] ?? 0)) return heights[high] ?? Number.NaN;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) <= at) low = middle;
    else high = middle;
  }
  const [from, to] = [places[low] ?? 0, places[high] ?? 0];
  const [below, above] = [heights[low] ?? 0, heights[high] ?? 0];
  return below + ((above - below) * (at - from)) / (to - from);
}
