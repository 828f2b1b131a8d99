/** The name of `names` that `wanted` most likely stands for: at most two letters wrong, missing, too many or swapped, fewer in short ones. */
export function nearestName(wanted: string, names: Iterable<string>): string | undefined {
  const most = wanted.length < 4 ? 1 : 2;
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    if (name === wanted || Math.abs(name.length - wanted.length) > most) continue;
    const distance =
      name.toLowerCase() === wanted.toLowerCase()
        ? 0.5
        : distanceOf(wanted.toLowerCase(), name.toLowerCase());
    if (distance <= most && distance < wanted.length && distance < (best?.distance ?? Infinity))
      best = { name, distance };
  }
  return best?.name;
}

/** Edits that make one word of the other; a swap of neighbours counts as one (optimal string alignment). */
function distanceOf(a: string, b: string): number {
  let [before, row]: number[][] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let least = Math.min(
        (row?.[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row?.[j - 1] ?? 0) + (isSame ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before?.[j - 2] ?? 0) + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row?.[b.length] ?? 0;
}
