/** Uniform numbers in [0, 1), the same for the same seed everywhere. */
export type Random = () => number;

/** The 128 bits of a stream. */
export type RandomState = readonly [number, number, number, number];

/** A stream whose position can be kept, and gone back to. */
export interface SeededRandom extends Random {
  state(): RandomState;
  restore(state: RandomState): void;
}

/**
 * sfc32 of Chris Doty-Humphrey (PractRand, "small fast counting"), 128 bits of state, seeded as he advises: the seed, two
 * constants, a counter, and fifteen steps thrown away.
 */
export function createRandom(seed: number): SeededRandom {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed | 0;
  let counter = 1;
  const next = () => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 15; i++) next();
  return Object.assign(() => next() / 2 ** 32, {
    state: (): RandomState => [a, b, c, counter],
    restore(state: RandomState) {
      [a, b, c, counter] = state;
    },
  });
}

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
