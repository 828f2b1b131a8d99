/**
 * Lists in one attribute of a notebook file: `key=word word; key=word`. Short to read in a diff, no quotes to escape, and the
 * tools of Observable leave them alone.
 */
export type Entries = ReadonlyMap<string, readonly string[]>;

/** What cannot be read is left out: a hand may have been at the file. */
export function readEntries(text: string | undefined): Entries {
  const entries = new Map<string, readonly string[]>();
  for (const part of (text ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at < 1) continue;
    const key = decode(part.slice(0, at).trim());
    const words = part
      .slice(at + 1)
      .split(/\s+/)
      .filter(Boolean);
    if (key && words.length > 0) entries.set(key, words);
  }
  return entries;
}

/** In the order of the keys, so that two people who add to it write the same file. Undefined for an empty list. */
export function writeEntries(entries: Entries): string | undefined {
  const parts = [...entries]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, words]) => `${encode(key)}=${words.join(' ')}`);
  return parts.length > 0 ? parts.join('; ') : undefined;
}

const encode = (key: string) => key.replace(/[%=;\s"&]/g, (letter) => encodeURIComponent(letter));

function decode(key: string): string | undefined {
  try {
    return decodeURIComponent(key);
  } catch {
    return undefined;
  }
}
