/** Two samples ranked together. */
export interface MidRanks {
  /** Ranks from 1 of the first sample's values, ascending; equal values share the mean of their ranks. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Lengths of the runs of equal values that are longer than one. */
  readonly ties: readonly number[];
}

/** Ranks of the values of both samples among all (`scipy.stats.rankdata`). The samples need no order. */
export function midRanks(first: ArrayLike<number>, second: ArrayLike<number>): MidRanks {
  const a = Float64Array.from(first).sort();
  const b = Float64Array.from(second).sort();
  const ranks = { first: new Float64Array(a.length), second: new Float64Array(b.length) };
  const ties: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const [fromI, fromJ] = [i, j];
    const value = Math.min(a[i] ?? Number.POSITIVE_INFINITY, b[j] ?? Number.POSITIVE_INFINITY);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    const equal = i - fromI + (j - fromJ);
    if (equal === 0) break; // NaN: sorted last, without a rank
    if (equal > 1) ties.push(equal);
    const rank = fromI + fromJ + (equal + 1) / 2;
    ranks.first.fill(rank, fromI, i);
    ranks.second.fill(rank, fromJ, j);
  }
  return { ...ranks, ties };
}
