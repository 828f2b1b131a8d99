const numberBytes = new Float64Array(1);
const numberWords = new Uint32Array(numberBytes.buffer);

/**
 * 64 bits of hash of a value, as two words: MurmurHash3 (Appleby; the 32-bit variant) with two seeds, over the eight bytes of a number or the UTF-16
 * code units of a text. Numbers and texts never hash as one another; −0 is 0.
 */
export function hashValue(value: number | string): readonly [high: number, low: number] {
  if (typeof value === 'string') return [hashText(value, 0x9747b28c), hashText(value, 0x3c6ef372)];
  numberBytes[0] = value === 0 ? 0 : value;
  const [first = 0, second = 0] = numberWords;
  const words = (seed: number) => finish(step(step(seed, first), second) ^ 8);
  return [words(0x85ebca6b), words(0x27d4eb2f)];
}

/** One word of chance from some numbers. */
export function mix(...values: readonly number[]): number {
  let state = 0x2545f491;
  for (const value of values) state = step(step(state, hashValue(value)[0]), hashValue(value)[1]);
  return finish(state ^ values.length);
}

function hashText(text: string, seed: number): number {
  let state = seed;
  const pairs = text.length & ~1;
  for (let i = 0; i < pairs; i += 2) state = step(state, text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16));
  if (pairs < text.length) state ^= scramble(text.charCodeAt(pairs));
  return finish(state ^ (2 * text.length));
}

function scramble(word: number): number {
  const product = Math.imul(word, 0xcc9e2d51);
  return Math.imul((product << 15) | (product >>> 17), 0x1b873593);
}

function step(state: number, word: number): number {
  const mixed = state ^ scramble(word);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(state: number): number {
  let hash = state;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
