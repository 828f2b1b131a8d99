import { midRanks } from './mid-ranks';
import { normalTwoSided } from './special-functions';

export interface MannWhitney {
  /** U of the first sample: pairs in which its value is the larger, equal ones as half. */
  readonly statistic: number;
  /** Two-sided. */
  readonly pValue: number;
  /** U / (n₁n₂): the chance that a value of the first sample is the larger, 0..1; 0.5 is no difference. An effect size. */
  readonly superiority: number;
}

/** The exact distribution is used where one sample has no more values than this and none are equal, as SciPy does. */
const exactUpTo = 8;

/**
 * Mann–Whitney U test of two samples (Mann and Whitney 1947), as `scipy.stats.mannwhitneyu` and Evidently's `mannw`: exact for small
 * samples without ties, else by the normal approximation with correction for ties and continuity. NaN when one sample is empty.
 */
export function mannWhitney(first: ArrayLike<number>, second: ArrayLike<number>): MannWhitney {
  const [n, m] = [first.length, second.length];
  if (n === 0 || m === 0) return { statistic: Number.NaN, pValue: Number.NaN, superiority: Number.NaN };
  const ranks = midRanks(first, second);
  const statistic = ranks.first.reduce((sum, rank) => sum + rank, 0) - (n * (n + 1)) / 2;
  const larger = Math.max(statistic, n * m - statistic);
  const isExact = Math.min(n, m) <= exactUpTo && ranks.ties.length === 0;
  const pValue = isExact ? exactTail(n, m, larger) : normalTail(n, m, { larger, ties: ranks.ties });
  return { statistic, pValue: Math.min(pValue, 1), superiority: statistic / (n * m) };
}

function normalTail(
  n: number,
  m: number,
  { larger, ties }: { larger: number; ties: readonly number[] },
): number {
  const all = n + m;
  const tied = ties.reduce((sum, t) => sum + (t ** 3 - t), 0) / (all * (all - 1));
  const deviation = Math.sqrt(((n * m) / 12) * (all + 1 - tied));
  const distance = larger - (n * m) / 2 - 0.5;
  if (distance <= 0 || deviation === 0) return 1;
  return normalTwoSided(distance / deviation);
}

/**
 * 2 P(U ≥ u). How many orders give each U are the coefficients of the Gaussian binomial Π (1 − q^(m+i)) / (1 − q^i), i = 1…n, of which
 * the lower half is enough: they are symmetric.
 */
function exactTail(n: number, m: number, larger: number): number {
  const [few, many] = [Math.min(n, m), Math.max(n, m)];
  const upTo = few * many - larger; // P(U ≥ u) = P(U ≤ nm − u)
  const counts = new Float64Array(upTo + 1);
  counts[0] = 1;
  let orders = 1;
  for (let i = 1; i <= few; i++) {
    for (let u = upTo; u >= many + i; u--) counts[u] = (counts[u] ?? 0) - (counts[u - many - i] ?? 0);
    for (let u = i; u <= upTo; u++) counts[u] = (counts[u] ?? 0) + (counts[u - i] ?? 0);
    orders *= (many + i) / i;
  }
  return (2 * counts.reduce((sum, count) => sum + count, 0)) / orders;
}
