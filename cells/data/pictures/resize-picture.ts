import type { Pixels } from './decode-picture';

export interface ResizeOptions {
  /** Pixels of a side. */
  readonly size: number;
  /** `letterbox`: all of the picture, in the middle; `crop`: the square in its middle. */
  readonly fit: 'letterbox' | 'crop';
}

/**
 * A picture as a square of size × size × 3 values of 0 to 255, NaN where a letterbox is empty. Each value is the mean of the pixels that it
 * covers, weighed by a triangle (bilinear where it grows; as Pillow's BILINEAR), in 64-bit arithmetic: the same wherever it runs.
 */
export function resizePicture({ width, height, data }: Pixels, { size, fit }: ResizeOptions): Float64Array {
  const side = fit === 'crop' ? Math.min(width, height) : Math.max(width, height);
  // Where the whole square lies in the picture; negative before it.
  const [left, top] = [(width - side) / 2, (height - side) / 2];
  const columns = weigh({ length: width, start: left, side, size });
  const lines = weigh({ length: height, start: top, side, size });
  const square = new Float64Array(size * size * 3).fill(Number.NaN);
  const across = new Float64Array(height * size * 3);
  columns.forEach((column, x) => {
    for (let y = 0; column && y < height; y++)
      for (let i = 0; i < column.weights.length; i++) {
        const weight = column.weights[i] ?? 0;
        const from = (y * width + column.first + i) * 3;
        const to = (y * size + x) * 3;
        for (let k = 0; k < 3; k++) across[to + k] = (across[to + k] ?? 0) + weight * (data[from + k] ?? 0);
      }
  });
  lines.forEach((line, y) => {
    columns.forEach((column, x) => {
      if (!line || !column) return;
      const to = (y * size + x) * 3;
      for (let k = 0; k < 3; k++) {
        let sum = 0;
        for (let i = 0; i < line.weights.length; i++)
          sum += (line.weights[i] ?? 0) * (across[((line.first + i) * size + x) * 3 + k] ?? 0);
        square[to + k] = sum;
      }
    });
  });
  return square;
}

interface Taps {
  readonly first: number;
  readonly weights: Float64Array;
}

/** For each place of the result the pixels that it takes, and how much; undefined where its middle lies outside of the picture. */
function weigh(axis: { length: number; start: number; side: number; size: number }): (Taps | undefined)[] {
  const { length, start, side, size } = axis;
  const step = side / size;
  const reach = Math.max(1, step);
  return Array.from({ length: size }, (_, place) => {
    const middle = start + (place + 0.5) * step;
    if (middle < 0 || middle > length) return undefined;
    const first = Math.max(0, Math.floor(middle - reach));
    const last = Math.min(length, Math.ceil(middle + reach));
    const weights = Float64Array.from({ length: last - first }, (_, i) =>
      Math.max(0, 1 - Math.abs(first + i + 0.5 - middle) / reach),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}
