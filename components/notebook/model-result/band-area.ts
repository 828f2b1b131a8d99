import type { Residual } from '@/cells/ml/model';

export interface BandPoint {
  readonly predicted: number;
  readonly low: number;
  readonly high: number;
}

/** Groups of equally many rows, by what was predicted. */
const groups = 40;

/** The band over the predictions: the mean ends of each group of rows; empty where nothing learnt quantiles. */
export function bandOver(residuals: readonly Residual[]): BandPoint[] {
  const rows = residuals.flatMap(({ predicted, low, high }) =>
    low === undefined || high === undefined ? [] : [{ predicted, low, high }],
  );
  rows.sort((a, b) => a.predicted - b.predicted);
  const size = Math.max(Math.ceil(rows.length / groups), 1);
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => {
    const part = rows.slice(i * size, (i + 1) * size);
    const mean = (key: keyof BandPoint) => part.reduce((sum, row) => sum + row[key], 0) / part.length;
    return { predicted: mean('predicted'), low: mean('low'), high: mean('high') };
  });
}

/** The answer lies outside its own band. */
export const isOutside = ({ actual, low, high }: Residual): boolean =>
  low !== undefined && high !== undefined && (actual < low || actual > high);
