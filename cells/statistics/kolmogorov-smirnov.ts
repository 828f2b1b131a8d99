/** Two-sample Kolmogorov–Smirnov test. */
export interface KolmogorovSmirnov {
  /** Largest distance of the two empirical distribution functions, 0..1. */
  readonly statistic: number;
  /** Two-sided. */
  readonly pValue: number;
}

/** Up to this product of sizes the p-value is exact; 1 000 × 1 000 takes a few milliseconds. */
const exactUpTo = 1_000_000;

/**
 * The statistic is max |F₁ − F₂|; the samples need no order, ties are allowed. The p-value is exact by counting lattice paths
 * (Hodges 1958) while n₁·n₂ ≤ 10⁶, and the asymptotic one with Stephens' correction for finite samples (Stephens 1970) beyond.
 * Like `scipy.stats.ks_2samp`. NaN when one sample is empty.
 */
export function kolmogorovSmirnov(first: ArrayLike<number>, second: ArrayLike<number>): KolmogorovSmirnov {
  if (first.length === 0 || second.length === 0) return { statistic: Number.NaN, pValue: Number.NaN };
  const statistic = largestDistance(Float64Array.from(first).sort(), Float64Array.from(second).sort());
  const pValue =
    first.length * second.length <= exactUpTo
      ? exactTail(first.length, second.length, statistic)
      : asymptoticTail(first.length, second.length, statistic);
  return { statistic, pValue: Math.min(Math.max(pValue, 0), 1) };
}

function largestDistance(a: Float64Array, b: Float64Array): number {
  let i = 0;
  let j = 0;
  let largest = 0;
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] as number, b[j] as number); // both are below their lengths
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length));
  }
  return largest;
}

/**
 * P(D ≥ d) = 1 − the share of the lattice paths from (0, 0) to (n, m) that stay strictly inside |x/n − y/m| < d. Shares instead of
 * counts keep the recursion within floating point: each step is weighted by its probability in a random shuffle.
 */
function exactTail(n: number, m: number, d: number): number {
  const isInside = (x: number, y: number) => Math.abs(x / n - y / m) < d - 1e-12;
  let row = new Float64Array(m + 1);
  for (let x = 0; x <= n; x++) {
    const next = new Float64Array(m + 1);
    for (let y = 0; y <= m; y++) {
      if (x === 0 && y === 0) next[0] = 1;
      else if (isInside(x, y)) {
        // The chance that the last of x + y drawn is from the first sample, given all n + m are in random order.
        const fromLeft = x > 0 ? (row[y] as number) * ((n - x + 1) / (n + m - x - y + 1)) : 0;
        const fromBelow = y > 0 ? (next[y - 1] as number) * ((m - y + 1) / (n + m - x - y + 1)) : 0;
        next[y] = fromLeft + fromBelow;
      }
    }
    row = next;
  }
  return 1 - (row[m] as number);
}

/** Q(λ) = 2 Σ (−1)^(k−1) e^(−2k²λ²), λ = (√N + 0.12 + 0.11/√N) d, N = nm / (n + m). */
function asymptoticTail(n: number, m: number, d: number): number {
  const root = Math.sqrt((n * m) / (n + m));
  return kolmogorovTail((root + 0.12 + 0.11 / root) * d);
}

/** Upper tail of Kolmogorov's limiting distribution (`scipy.stats.kstwobign.sf`). */
export function kolmogorovTail(x: number): number {
  if (x < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) {
    const term = Math.exp(-2 * k * k * x * x);
    sum += k % 2 ? term : -term;
    if (term < 1e-18) break;
  }
  return Math.min(Math.max(2 * sum, 0), 1);
}
