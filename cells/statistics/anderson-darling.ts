export interface AndersonDarling {
  /** Normalised: 0 is what equal distributions give on the mean, in standard deviations. */
  readonly statistic: number;
  /** Between 0.001 and 0.25, where the tables end: those two mean “at most” and “at least”. */
  readonly pValue: number;
}

/**
 * k-sample Anderson–Darling test with midranks (Scholz and Stephens 1987, equation 7), as `scipy.stats.anderson_ksamp`: more weight on the
 * tails than Kolmogorov–Smirnov's. The p-value is interpolated between their table's points, a parabola through the logarithms.
 * @throws Error for fewer than two samples, an empty one, or values that are all equal
 */
export function andersonDarling(samples: readonly ArrayLike<number>[]): AndersonDarling {
  const k = samples.length;
  if (k < 2) throw new Error('The Anderson–Darling test compares two samples or more.');
  const sorted = samples.map((sample) => Float64Array.from(sample).sort());
  if (sorted.some((sample) => sample.length === 0))
    throw new Error('The Anderson–Darling test needs a value in each sample.');
  const { distance, all } = weighDistances(sorted);
  if (!Number.isFinite(distance))
    throw new Error('The Anderson–Darling test needs two different values at least.');
  const statistic = (distance - (k - 1)) / Math.sqrt(variance(sorted, all));
  return { statistic, pValue: interpolateTail(statistic, k - 1) };
}

/** A²akN of the paper: squared distances from the pooled distribution function, over its variance at each distinct value. */
function weighDistances(samples: readonly Float64Array[]): { distance: number; all: number } {
  const all = samples.reduce((sum, { length }) => sum + length, 0);
  const at = samples.map(() => 0);
  const sums = samples.map(() => 0);
  let before = 0;
  let distinct = 0;
  while (before < all) {
    const value = samples.reduce(
      (least, sample, i) => Math.min(least, sample[at[i] ?? 0] ?? Number.POSITIVE_INFINITY),
      Number.POSITIVE_INFINITY,
    );
    const equal = samples.map((sample, i) => {
      const start = at[i] ?? 0;
      let end = start;
      while (end < sample.length && sample[end] === value) end++;
      return end - start;
    });
    const tied = equal.reduce((sum, count) => sum + count, 0);
    if (tied === 0) return { distance: Number.NaN, all }; // NaN among the values
    const middle = before + tied / 2;
    samples.forEach((sample, i) => {
      const own = (at[i] ?? 0) + (equal[i] ?? 0) / 2;
      const term = (all * own - middle * sample.length) ** 2 / (middle * (all - middle) - (all * tied) / 4);
      sums[i] = (sums[i] ?? 0) + (tied / all) * term;
      at[i] = (at[i] ?? 0) + (equal[i] ?? 0);
    });
    before += tied;
    distinct++;
  }
  if (distinct < 2) return { distance: Number.NaN, all };
  const total = samples.reduce((sum, { length }, i) => sum + (sums[i] ?? 0) / length, 0);
  return { distance: (total * (all - 1)) / all, all };
}

/** Of the statistic when all samples are from one distribution (equation 4 of the paper; its names). */
function variance(samples: readonly Float64Array[], N: number): number {
  const k = samples.length;
  const H = samples.reduce((sum, { length }) => sum + 1 / length, 0);
  let h = 0;
  let g = 0;
  for (let i = 1; i < N - 1; i++) {
    h += 1 / (N - i);
    g += h / (i + 1);
  }
  h += 1;
  const a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * H;
  const b = (2 * g - 4) * k ** 2 + 8 * h * k + (2 * g - 14 * h - 4) * H - 8 * h + 4 * g - 6;
  const c = (6 * h + 2 * g - 2) * k ** 2 + (4 * h - 4 * g + 6) * k + (2 * h - 6) * H + 4 * h;
  const d = (2 * h + 6) * k ** 2 - 4 * h * k;
  return (a * N ** 3 + b * N ** 2 + c * N + d) / ((N - 1) * (N - 2) * (N - 3));
}

/** Table 2 of the paper, extended as in SciPy: critical values are b₀ + b₁/√m + b₂/m, m = k − 1. */
const table = [
  { share: 0.25, b: [0.675, -0.245, -0.105] },
  { share: 0.1, b: [1.281, 0.25, -0.305] },
  { share: 0.05, b: [1.645, 0.678, -0.362] },
  { share: 0.025, b: [1.96, 1.149, -0.391] },
  { share: 0.01, b: [2.326, 1.822, -0.396] },
  { share: 0.005, b: [2.573, 2.364, -0.345] },
  { share: 0.001, b: [3.085, 3.615, -0.154] },
] as const;

function interpolateTail(statistic: number, m: number): number {
  const points = table.map(({ share, b: [b0, b1, b2] }) => ({
    x: b0 + b1 / Math.sqrt(m) + b2 / m,
    y: Math.log(share),
  }));
  const xs = points.map(({ x }) => x);
  if (statistic < Math.min(...xs)) return 0.25;
  if (statistic > Math.max(...xs)) return 0.001;
  return Math.exp(fitParabola(points)(statistic));
}

/** Least squares by orthogonal polynomials over the points (Forsythe 1957): no system of equations to lose digits in. */
function fitParabola(points: readonly { x: number; y: number }[]): (x: number) => number {
  const mean = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const first = (x: number) => x - mean;
  const over = (weigh: (x: number) => number, of: (x: number) => number) =>
    points.reduce((sum, { x }) => sum + weigh(x) * of(x), 0) /
    points.reduce((sum, { x }) => sum + of(x) ** 2, 0);
  const tilt = over((x) => x * first(x), first);
  const drop = over(
    (x) => x * first(x),
    () => 1,
  );
  const second = (x: number) => (x - tilt) * first(x) - drop;
  const along = (of: (x: number) => number) =>
    points.reduce((sum, { x, y }) => sum + y * of(x), 0) / points.reduce((sum, { x }) => sum + of(x) ** 2, 0);
  const [c0, c1, c2] = [along(() => 1), along(first), along(second)];
  return (x) => c0 + c1 * first(x) + c2 * second(x);
}
