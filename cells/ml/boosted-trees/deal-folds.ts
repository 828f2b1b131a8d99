import { dealEvenly } from '../deal-evenly';
import type { FitInput } from '../learner';
import { createRandom, rangeOf } from '../random';

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
  const labels = target instanceof Float64Array ? undefined : target;
  const dealt = dealEvenly(target.length, folds, { random: createRandom(seed + 2), labels });
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
