import { generateNKeysBetween } from 'fractional-indexing';

/** Where a cell stands: the lower place first; of two that took the same place at once, the lower key. */
export interface Placed {
  readonly key: string;
  readonly place: string;
}

export const inOrder = (a: Placed, b: Placed): number => compare(a.place, b.place) || compare(a.key, b.key);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** New places for the fewest of `keys`, so that they stand in this order. A cell without a place, or with an unreadable one, gets one. */
export function placesFor(
  keys: readonly string[],
  placeOf: (key: string) => string | undefined,
): Map<string, string> {
  const placed = keys.map((key) => ({ key, place: readable(placeOf(key)) }));
  const kept = keepMost(placed);
  const given = new Map<string, string>();
  let lower: string | null = null;
  for (let at = 0; at < placed.length; ) {
    const here = placed[at]?.place;
    if (kept.has(at) && here !== undefined) {
      lower = here;
      at += 1;
      continue;
    }
    let end = at;
    // Between two that share a place is none: the second moves along.
    const stays = (index: number) => kept.has(index) && (placed[index]?.place ?? '') > (lower ?? '');
    while (end < placed.length && !stays(end)) end += 1;
    const upper = placed[end]?.place ?? null;
    for (const place of generateNKeysBetween(lower, upper, end - at)) {
      const key = placed[at]?.key;
      if (key !== undefined) given.set(key, place);
      lower = place;
      at += 1;
    }
  }
  return given;
}

/** What others send may be anything: the library takes only its own. */
function readable(place: string | undefined): string | undefined {
  if (place === undefined || place.length > 1000) return undefined;
  try {
    generateNKeysBetween(place, null, 1);
    return place;
  } catch {
    return undefined;
  }
}

/** Indices of a longest run of cells that stand in their order already. */
function keepMost(placed: readonly { key: string; place: string | undefined }[]): Set<number> {
  const ends: number[] = [];
  const before: (number | undefined)[] = [];
  const isLower = (a: number, b: number) => {
    const [first, second] = [placed[a], placed[b]];
    return (
      first?.place !== undefined &&
      second?.place !== undefined &&
      inOrder({ key: first.key, place: first.place }, { key: second.key, place: second.place }) < 0
    );
  };
  placed.forEach(({ place }, index) => {
    if (place === undefined) return;
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isLower(ends[middle] ?? -1, index)) low = middle + 1;
      else high = middle;
    }
    before[index] = ends[low - 1];
    ends[low] = index;
  });
  const kept = new Set<number>();
  for (let at = ends.at(-1); at !== undefined; at = before[at]) kept.add(at);
  return kept;
}
