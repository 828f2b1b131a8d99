/** A number that stands in two texts between the same words. */
export interface ComparedNumber {
  /** The words of its line, with … where its numbers stand. */
  readonly label: string;
  readonly before: number;
  readonly now: number;
}

// A number with its sign, thousands (by narrow spaces or commas), decimals and exponent; not a part of a word or a date.
const pattern =
  /(?<![\p{L}\d.:/-])[-−]?\d{1,3}(?:[,\u202f]\d{3})+(?:\.\d+)?|(?<![\p{L}\d.:/-])[-−]?\d+(?:\.\d+)?(?:e[-+−]?\d+)?(?![\p{L}\d]|[:/-]\d)/giu;

/**
 * The numbers of two texts, line by line: those of lines that say the same but for their numbers, in their order. A line that comes
 * several times is compared by its place.
 */
export function compareNumbers(before: string, now: string): ComparedNumber[] {
  const earlier = new Map<string, number[][]>();
  for (const { label, numbers } of readLines(before))
    earlier.set(label, [...(earlier.get(label) ?? []), numbers]);
  return readLines(now).flatMap(({ label, numbers }) => {
    const old = earlier.get(label)?.shift();
    return numbers.flatMap((number, place) => {
      const was = old?.[place];
      return was === undefined ? [] : [{ label, before: was, now: number }];
    });
  });
}

const readLines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    // Ticks of an axis say nothing of what they count.
    .filter((line) => /\p{L}/u.test(line))
    .map((line) => ({
      label: line.replace(pattern, '…').replace(/\s+/g, ' '),
      numbers: [...line.matchAll(pattern)].map(([found]) =>
        Number(found.replace(/[,\u202f]/g, '').replace(/−/g, '-')),
      ),
    }));
