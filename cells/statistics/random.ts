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
