/** A metric over steps as columns of equal length. */
export interface Series {
  readonly steps: readonly number[];
  /** Milliseconds since 1970. */
  readonly timestamps: readonly number[];
  readonly values: readonly number[];
}

/**
 * The positions, in order, of at most `size` points that draw like all of them: the series is cut into equal stretches and of each
 * stretch its smallest and largest value stay; the first and the last point, and one NaN or infinity of a stretch that has one, stay
 * too. No point is averaged: each that is shown was logged. Every minimum and maximum of the series is among them.
 */
export function samplePositions(values: readonly number[], size: number): number[] {
  const count = values.length;
  if (count <= size) return values.map((_, position) => position);
  const kept = new Set<number>([0, count - 1]);
  const stretches = Math.max(1, Math.floor((size - 2) / 3));
  for (let stretch = 0; stretch < stretches; stretch++) {
    const end = Math.floor(((stretch + 1) * count) / stretches);
    let [low, high, odd] = [-1, -1, -1];
    for (let i = Math.floor((stretch * count) / stretches); i < end; i++) {
      const value = values[i] ?? 0;
      if (!Number.isFinite(value)) {
        odd = odd < 0 ? i : odd;
        continue;
      }
      if (low < 0 || value < (values[low] ?? 0)) low = i;
      if (high < 0 || value > (values[high] ?? 0)) high = i;
    }
    for (const position of [low, high, odd]) if (position >= 0) kept.add(position);
  }
  return [...kept].sort((a, b) => a - b);
}
