import { createRandom, type Random } from '@/cells/statistics';

export { createRandom, type Random, type RandomState, type SeededRandom } from '@/cells/statistics';

/** Shuffles in place (Fisher and Yates; Durstenfeld 1964). */
export function shuffle(items: Uint32Array, random: Random): Uint32Array {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const kept = items[i] as number; // i and j are below the length
    items[i] = items[j] as number;
    items[j] = kept;
  }
  return items;
}

/** 0, 1 … n − 1. */
export function rangeOf(n: number): Uint32Array {
  const range = new Uint32Array(n);
  for (let i = 0; i < n; i++) range[i] = i;
  return range;
}

/** At most `limit` of the rows 0 … n − 1, ascending; each is as likely to be among them. All where there are no more. */
export function sampleRows(n: number, limit: number, seed: number): Uint32Array {
  return n <= limit ? rangeOf(n) : shuffle(rangeOf(n), createRandom(seed)).slice(0, limit).sort();
}
