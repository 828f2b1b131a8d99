/** An axis of a parallel plot: where each value stands on it, and the words at its marks. */
export interface ValueAxis {
  readonly low: string;
  readonly high: string;
  /** Places between 0 (below) and 1 with their words: every word where there are few, else the two ends. */
  readonly marks: readonly (readonly [place: number, words: string])[];
  /** From 0 (below) to 1; undefined for what has no place here, such as a missing value. */
  place(value: unknown): number | undefined;
}

const mostMarks = 6;

/**
 * Numbers by size, on a log scale where they span more than a factor of twenty; all else in the order of its words. Undefined and
 * infinite values are left out.
 */
export function valueAxis(all: readonly unknown[], say: (value: unknown) => string): ValueAxis {
  const values = all.filter(isThere);
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length === values.length && numbers.length > 0) {
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
    const into = low > 0 && high / low > 20 ? Math.log : (value: number) => value;
    const place = (value: unknown) =>
      typeof value === 'number' && isThere(value) ? shareOf(into(value), into(low), into(high)) : undefined;
    return withEnds(place, say(low), say(high));
  }
  const words = [...new Set(values.map(say))].sort();
  const place = (value: unknown) =>
    isThere(value) ? shareOf(words.indexOf(say(value)), 0, words.length - 1) : undefined;
  const ends = withEnds(place, words[0] ?? '', words.length > 1 ? (words.at(-1) ?? '') : '');
  return words.length > mostMarks
    ? ends
    : { ...ends, marks: words.map((word, i) => [shareOf(i, 0, words.length - 1), word]) };
}

const withEnds = (place: ValueAxis['place'], low: string, high: string): ValueAxis => ({
  low,
  high,
  marks: low === high ? [[0.5, low]] : [[0, low] as const, [1, high] as const],
  place,
});

const isThere = (value: unknown): boolean =>
  typeof value === 'number' ? Number.isFinite(value) : value !== undefined && value !== null;

export const shareOf = (value: number, low: number, high: number): number =>
  high === low ? 0.5 : (value - low) / (high - low);
