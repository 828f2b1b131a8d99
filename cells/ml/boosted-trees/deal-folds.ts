import type { FitInput } from '../learner';
import { createRandom, rangeOf, shuffle } from '../random';

/**
 * An order of the rows in which folds are runs of (nearly) equal length: at random, with the classes' shares alike in each; as they are
 * where rows are in order of time, so that a fold is a stretch of it.
 */
export function dealFolds(
  target: FitInput['target'],
  folds: number,
  { seed, isOrdered = false }: Pick<FitInput, 'seed' | 'isOrdered'>,
): Uint32Array {
  const rows = rangeOf(target.length);
  if (isOrdered) return rows;
  shuffle(rows, createRandom(seed + 2));
  if (!(target instanceof Float64Array)) {
    const labels = new Map([...new Set(target)].sort().map((label, place) => [label, place]));
    rows.sort((a, b) => (labels.get(target[a] ?? '') ?? 0) - (labels.get(target[b] ?? '') ?? 0));
  }
  // Every fold takes each k-th row, so that runs of one class are dealt out.
  const dealt = Array.from({ length: folds }, (_, fold) => rows.filter((_row, i) => i % folds === fold));
  // The longer folds last: the runs' borders are at ⌊i n / k⌋.
  const lengths = dealt.map(
    (_, i) => Math.floor(((i + 1) * rows.length) / folds) - Math.floor((i * rows.length) / folds),
  );
  const byLength = [...dealt].sort((a, b) => b.length - a.length);
  const long = byLength.filter((fold) => fold.length === Math.ceil(rows.length / folds));
  const short = byLength.filter((fold) => !long.includes(fold));
  return Uint32Array.from(
    lengths.flatMap((length) =>
      Array.from((short[0]?.length === length ? short.shift() : long.shift()) ?? []),
    ),
  );
}
