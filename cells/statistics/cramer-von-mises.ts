import { midRanks } from './mid-ranks';
import { logGamma } from './special-functions';

export interface CramerVonMises {
  readonly statistic: number;
  readonly pValue: number;
}

/** Up to this size of the larger sample the p-value is exact, as SciPy's is. */
const exactUpTo = 20;

/**
 * Two-sample Cramér–von Mises test (Anderson 1962), as `scipy.stats.cramervonmises_2samp`: T = U / (nmN) − (4nm − 1) / (6N), U the
 * squared distances of ranks, N = n + m. The p-value is exact for at most 20 values each (Xiao, Gordon and Yakovlev 2007), and that of
 * the limiting distribution beyond. It sees differences all along the range, where Kolmogorov–Smirnov sees the largest one. NaN when
 * one sample is empty.
 */
export function cramerVonMises(first: ArrayLike<number>, second: ArrayLike<number>): CramerVonMises {
  const [n, m] = [first.length, second.length];
  if (n === 0 || m === 0) return { statistic: Number.NaN, pValue: Number.NaN };
  const ranks = midRanks(first, second);
  const squares = (of: Float64Array) => of.reduce((sum, rank, i) => sum + (rank - i - 1) ** 2, 0);
  const u = n * squares(ranks.first) + m * squares(ranks.second);
  const [pairs, all] = [n * m, n + m];
  const statistic = u / (pairs * all) - (4 * pairs - 1) / (6 * all);
  const pValue = Math.max(n, m) <= exactUpTo ? exactTail(n, m, u) : Math.max(0, limitTail(n, m, statistic));
  return { statistic, pValue };
}

/**
 * By lattice paths from (0, 0) to (m, n), of which each step adds the squared distance of the two distribution functions there: how many
 * paths have each sum, cell by cell (equation 11 of Xiao et al.).
 */
function exactTail(m: number, n: number, u: number): number {
  const multiple = (m * n) / commonDivisor(m, n);
  const [a, b] = [multiple / m, multiple / n];
  const pairs = m * n;
  const least = Math.floor((multiple ** 2 * (m + n) * (6 * u - pairs * (4 * pairs - 1))) / (6 * pairs ** 2));
  const none: Paths = { sums: new Float64Array(), counts: new Float64Array(), length: 0 };
  let row: Paths[] = Array.from({ length: m + 1 }, () => none);
  row[0] = { sums: Float64Array.of(0), counts: Float64Array.of(1), length: 1 };
  for (let y = 0; y <= n; y++) {
    let left = none;
    row = row.map((below, x) => {
      left = join(left, below, (a * x - b * y) ** 2);
      return left;
    });
  }
  const { sums, counts, length } = row[m] ?? none;
  let beyond = 0;
  let every = 0;
  for (let i = 0; i < length; i++) {
    every += counts[i] ?? 0;
    if ((sums[i] ?? 0) >= least) beyond += counts[i] ?? 0;
  }
  return beyond / every;
}

/** Paths to one cell: their sums, ascending, and how many have each. */
interface Paths {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
  readonly length: number;
}

/** Those that come from the left and those from below, each with `step` added. */
function join(left: Paths, below: Paths, step: number): Paths {
  const room = left.length + below.length;
  const sums = new Float64Array(room);
  const counts = new Float64Array(room);
  let [i, j, length] = [0, 0, 0];
  while (i < left.length || j < below.length) {
    const a = i < left.length ? (left.sums[i] ?? 0) : Number.POSITIVE_INFINITY;
    const b = j < below.length ? (below.sums[j] ?? 0) : Number.POSITIVE_INFINITY;
    sums[length] = Math.min(a, b) + step;
    counts[length] = (a <= b ? (left.counts[i] ?? 0) : 0) + (b <= a ? (below.counts[j] ?? 0) : 0);
    if (a <= b) i++;
    if (b <= a) j++;
    length++;
  }
  return { sums, counts, length };
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

/** The statistic is brought to the limit's mean and variance first (Anderson 1962, equations 8 to 10). */
function limitTail(n: number, m: number, statistic: number): number {
  const [pairs, all] = [n * m, n + m];
  const mean = (1 + 1 / all) / 6;
  const variance =
    ((all + 1) * (4 * pairs * all - 3 * (n ** 2 + m ** 2) - 2 * pairs)) / (45 * all ** 2 * 4 * pairs);
  const x = 1 / 6 + (statistic - mean) / Math.sqrt(45 * variance);
  return x < 0.003 ? 1 : 1 - limitCdf(x);
}

/** The limiting distribution of ω² (Csörgő and Faraway 1996, equation 1.2; Anderson and Darling 1952). */
function limitCdf(x: number): number {
  let sum = 0;
  for (let k = 0; k < 100; k++) {
    const y = 4 * k + 1;
    const scale = Math.exp(logGamma(k + 0.5) - logGamma(k + 1)) / (Math.PI ** 1.5 * Math.sqrt(x));
    const term = scale * Math.sqrt(y) * dampedBessel(y ** 2 / (16 * x));
    sum += term;
    if (term < 1e-18) break;
  }
  return sum;
}

/**
 * e^(−q) K¼(q), K the modified Bessel function of the second kind, = ∫₀^∞ exp(−q (1 + cosh t)) cosh(t / 4) dt, by the trapezoid rule,
 * whose error falls exponentially here (Trefethen and Weideman 2014).
 */
function dampedBessel(q: number): number {
  const step = 1 / 32;
  let sum = Math.exp(-2 * q) / 2;
  for (let i = 1; i < 100_000; i++) {
    const t = i * step;
    const exponent = q * (1 + Math.cosh(t)) - t / 4;
    if (exponent > 745) break;
    sum += Math.exp(-q * (1 + Math.cosh(t))) * Math.cosh(t / 4);
  }
  return sum * step;
}
