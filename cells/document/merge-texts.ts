import { changesBetween, type TextChange } from './text-changes';

/**
 * What two people made of one text, together: `mine` and `theirs` both come from `base`. Where both wrote at one place mine stands
 * first; what either of them took away is gone.
 */
export function mergeTexts(base: string, mine: string, theirs: string): string {
  if (mine === base || mine === theirs) return theirs;
  if (theirs === base) return mine;
  const [ours, others] = [changesBetween(base, mine), changesBetween(base, theirs)];
  // Every place of `base` at which something happens, from top to bottom.
  const places = new Set([0, base.length]);
  for (const { at, remove } of [...ours, ...others]) places.add(at).add(at + remove);
  const sorted = [...places].sort((a, b) => a - b);
  let merged = '';
  sorted.forEach((from, index) => {
    const [here, there] = [insertedAt(ours, from), insertedAt(others, from)];
    // Both wrote the same: once is enough.
    merged += here === there ? here : here + there;
    const to = sorted[index + 1] ?? base.length;
    if (!takes(ours, from, to) && !takes(others, from, to)) merged += base.slice(from, to);
  });
  return merged;
}

const insertedAt = (changes: readonly TextChange[], place: number) =>
  changes.find(({ at }) => at === place)?.insert ?? '';

const takes = (changes: readonly TextChange[], from: number, to: number) =>
  changes.some(({ at, remove }) => at <= from && to <= at + remove);
