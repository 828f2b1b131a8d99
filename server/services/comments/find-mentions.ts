const address = /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+/;

/** Whom a text calls: known names after an `@`, the longest that fits, and mail addresses; each once, in the order of the text. */
export function findMentions(text: string, names: readonly string[]): string[] {
  const known = [...names].sort((a, b) => b.length - a.length);
  const found = new Set<string>();
  for (const { index } of text.matchAll(/(?<![\w@.])@/g)) {
    const after = text.slice(index + 1);
    const name = known.find(
      (one) =>
        after.slice(0, one.length).toLowerCase() === one.toLowerCase() &&
        !/^[\p{L}\p{N}_]/u.test(after.slice(one.length)),
    );
    const called = name ?? address.exec(after)?.[0];
    if (called) found.add(called);
  }
  return [...found].slice(0, 50);
}
