export const errorMetrics = ['mae', 'rmse', 'mse', 'mape', 'msle', 'rmsle'] as const;
export type ErrorMetric = (typeof errorMetrics)[number];

/** What one row adds to a metric of errors. */
export type RowLoss = 'absolute' | 'squared' | 'relative' | 'squaredLog';

/** Each metric as the mean of a loss over rows, some under a root. */
export const errorMetricParts: Readonly<
  Record<ErrorMetric, { readonly loss: RowLoss; readonly isRoot: boolean }>
> = {
  mae: { loss: 'absolute', isRoot: false },
  rmse: { loss: 'squared', isRoot: true },
  mse: { loss: 'squared', isRoot: false },
  mape: { loss: 'relative', isRoot: false },
  msle: { loss: 'squaredLog', isRoot: false },
  rmsle: { loss: 'squaredLog', isRoot: true },
};

/**
 * The loss of each row: |y − ŷ|, (y − ŷ)², |y − ŷ| / |y| (NaN where y is 0), (ln(1 + y) − ln(1 + ŷ))² (NaN from −1 down).
 */
export function rowLosses(
  loss: RowLoss,
  truths: ArrayLike<number>,
  answers: ArrayLike<number>,
): Float64Array {
  return Float64Array.from({ length: truths.length }, (_, row) => {
    const [y, answer] = [truths[row] ?? Number.NaN, answers[row] ?? Number.NaN];
    switch (loss) {
      case 'absolute':
        return Math.abs(y - answer);
      case 'squared':
        return (y - answer) ** 2;
      case 'relative':
        return y === 0 ? Number.NaN : Math.abs((y - answer) / y);
      case 'squaredLog':
        return y > -1 && answer > -1 ? (Math.log1p(y) - Math.log1p(answer)) ** 2 : Number.NaN;
    }
  });
}

/**
 * How much chance alone moves a metric of errors on so many rows: the standard error of the mean loss, and of a root by the delta method, √(s² / (4
 * n m)) with m and s the mean and the deviation of the squared losses (NannyML's sampling errors).
 */
export function errorSamplingError(metric: ErrorMetric, losses: Float64Array, rows: number): number {
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  const variance = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / losses.length;
  return errorMetricParts[metric].isRoot
    ? Math.sqrt(variance / (4 * rows * mean))
    : Math.sqrt(variance / rows);
}
