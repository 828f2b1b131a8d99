import type { Columns, PackageFiles } from '../model';

/**
 * Tells tables apart within one tab: names, types and all values, folded by FNV-1a into twice 32 bits. It is no proof of equality, as a
 * cryptographic hash is.
 */
export function fingerprint({ numRows, columns }: Columns): string {
  const words = new Uint32Array(2);
  const number = new Float64Array(words.buffer);
  const hash = createHash();
  hash.fold(numRows);
  for (const { name, type, values } of columns) {
    hash.text(`${name} ${type}`);
    for (const value of values) {
      if (typeof value === 'string') hash.text(value);
      else {
        number[0] = value ?? Number.NaN;
        hash.fold(words[0] ?? 0);
        hash.fold(words[1] ?? 0);
      }
    }
  }
  return hash.value();
}

/** The same of files: their paths and all bytes. */
export function fingerprintFiles(files: PackageFiles): string {
  const hash = createHash();
  for (const [path, bytes] of files) {
    hash.text(path);
    for (const byte of bytes) hash.fold(byte);
    hash.fold(bytes.length);
  }
  return hash.value();
}

function createHash() {
  let first = 0x811c9dc5;
  let second = 0x1000193;
  const fold = (word: number) => {
    first = Math.imul(first ^ word, 0x01000193);
    second = Math.imul(second ^ word, 0x85ebca6b) ^ (second >>> 15);
  };
  return {
    fold,
    text(value: string) {
      for (let i = 0; i < value.length; i++) fold(value.charCodeAt(i));
      fold(value.length);
    },
    value: () => `${(first >>> 0).toString(16)}${(second >>> 0).toString(16)}`,
  };
}
