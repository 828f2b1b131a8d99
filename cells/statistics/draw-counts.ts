import type { Random } from './random';
import { logGamma } from './special-functions';

/**
 * How `rows` rows drawn with replacement from a histogram fall into its bins (a multinomial draw): a bootstrap resample of the counts,
 * whatever the number of rows costs the same. Bins are drawn one after another, each from what is left.
 */
export function drawCounts(counts: readonly number[], rows: number, random: Random): number[] {
  let left = Math.round(rows);
  let mass = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => {
    const share = mass > 0 ? Math.min(1, count / mass) : 0;
    const drawn = left > 0 && share > 0 ? drawBinomial(left, share, random) : 0;
    left -= drawn;
    mass -= count;
    return drawn;
  });
}

/** How often of `n` times something of chance `p` happens: counted where it is rare, else by rejection. */
export function drawBinomial(n: number, p: number, random: Random): number {
  if (p > 0.5) return n - drawBinomial(n, 1 - p, random);
  return n * p < 10 ? drawRare(n, p, random) : drawOften(n, p, random);
}

/** By the waiting times between successes, which are geometric (Devroye 1986, ch. X.4). */
function drawRare(n: number, p: number, random: Random): number {
  if (p <= 0) return 0;
  const scale = Math.log1p(-p);
  let count = 0;
  let tries = 0;
  while (true) {
    tries += Math.ceil(Math.log1p(-random()) / scale) || 1;
    if (tries > n) return count;
    count++;
  }
}

/** BTRS, transformed rejection with squeeze (Hörmann 1993), for n p ≥ 10 and p ≤ 0.5. */
function drawOften(n: number, p: number, random: Random): number {
  const deviation = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * deviation;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = n * p + 0.5;
  const squeeze = 0.92 - 4.2 / b;
  const odds = Math.log(p / (1 - p));
  const alpha = (2.83 + 5.1 / b) * deviation;
  const mode = Math.floor((n + 1) * p);
  const logMode = logGamma(mode + 1) + logGamma(n - mode + 1);
  while (true) {
    const u = random() - 0.5;
    const v = random();
    const distance = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / distance + b) * u + centre);
    if (distance >= 0.07 && v <= squeeze) return k;
    if (!(k >= 0 && k <= n)) continue;
    const bound = logMode - logGamma(k + 1) - logGamma(n - k + 1) + (k - mode) * odds;
    if (Math.log((v * alpha) / (a / distance ** 2 + b)) <= bound) return k;
  }
}
