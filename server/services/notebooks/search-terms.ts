/** Words of a search, in lower case: what stands in quotes is one. Ten at most. */
export function termsOf(text: string): string[] {
  const words = [...text.toLowerCase().matchAll(/"([^"]+)"|(\S+)/g)].map(
    ([, quoted, word]) => quoted?.trim() ?? word ?? '',
  );
  return [...new Set(words.filter((word) => word !== ''))].slice(0, 10);
}
