import { logGamma } from './special-functions';

const z95 = 1.959963984540054;

/**
 * Wilson's score interval for a share of `rows` (Wilson 1927), as `scipy.stats.binomtest(…).proportion_ci(method='wilson')`; of 95 %
 * without another z. Rows of different weights: give their effective number, (Σw)² / Σw² (Kish 1965).
 */
export function shareInterval(
  share: number,
  rows: number,
  z = z95,
): { readonly low: number; readonly high: number } {
  if (!(rows > 0)) return { low: 0, high: 1 };
  const z2 = z ** 2 / rows;
  const centre = (share + z2 / 2) / (1 + z2);
  const margin = Math.sqrt(share * (1 - share) * z2 + z2 ** 2 / 4) / (1 + z2);
  return { low: Math.max(0, centre - margin), high: Math.min(1, centre + margin) };
}

/** Two-sided exact test that of `first + second` tosses of a fair coin `first` fall on one side (`scipy.stats.binomtest`, p = 0.5). */
export function signTest(first: number, second: number): number {
  const n = first + second;
  const fewer = Math.min(first, second);
  if (first === second) return 1;
  let tail = 0;
  for (let k = 0; k <= fewer; k++)
    tail += Math.exp(logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) - n * Math.LN2);
  return Math.min(1, 2 * tail);
}
