import type { Columns } from '../model';

/**
 * Tells tables apart within one tab: names, types and all values, folded by FNV-1a into twice 32 bits. It is no proof of equality, as a
 * cryptographic hash is.
 */
export function fingerprint({ numRows, columns }: Columns): string {
  const words = new Uint32Array(2);
  let first = 0x811c9dc5;
  let second = 0x1000193;
  const fold = (word: number) => {
    first = Math.imul(first ^ word, 0x01000193);
    second = Math.imul(second ^ word, 0x85ebca6b) ^ (second >>> 15);
  };
  const number = new Float64Array(words.buffer);
  const text = (value: string) => {
    for (let i = 0; i < value.length; i++) fold(value.charCodeAt(i));
    fold(value.length);
  };
  fold(numRows);
  for (const { name, type, values } of columns) {
    text(`${name} ${type}`);
    for (const value of values) {
      if (typeof value === 'string') text(value);
      else {
        number[0] = value ?? Number.NaN;
        fold(words[0] ?? 0);
        fold(words[1] ?? 0);
      }
    }
  }
  return `${(first >>> 0).toString(16)}${(second >>> 0).toString(16)}`;
}
