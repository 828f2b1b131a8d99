import type { Predictions, Residual } from './model';
import { sampleRows } from './random';

/** Most rows whose residuals are kept for drawing. */
const mostResiduals = 2000;

/** Truth and prediction of some rows, with the ends of the band where quantiles were learnt. */
export function sampleResiduals(actual: Float64Array, { values, quantiles }: Predictions): Residual[] {
  const width = quantiles?.levels.length ?? 0;
  return Array.from(sampleRows(actual.length, mostResiduals, 1), (row) => ({
    predicted: Number(values[row]),
    actual: actual[row] ?? Number.NaN,
    ...(quantiles &&
      width > 1 && {
        low: quantiles.values[row * width] ?? Number.NaN,
        high: quantiles.values[(row + 1) * width - 1] ?? Number.NaN,
      }),
  }));
}
