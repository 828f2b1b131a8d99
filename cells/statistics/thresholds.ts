export type ThresholdRule =
  | { readonly kind: 'constant'; readonly lower?: number; readonly upper?: number }
  /** So many standard deviations below and above the mean of the reference's chunks; 3 unless said, null for no bound. */
  | { readonly kind: 'deviations'; readonly lower?: number | null; readonly upper?: number | null };

/** Inside them all is as it was; a bound that is absent is none. */
export interface Thresholds {
  readonly lower?: number;
  readonly upper?: number;
}

/**
 * Bounds for the figure of a chunk, constant or from the figure on the reference's chunks (mean ± k standard deviations, ddof 0, NaN left out,
 * as NannyML's `StandardDeviationThreshold`), clipped to what the figure can be.
 * @throws Error in words for bounds that cannot be
 */
export function findThresholds(
  reference: ArrayLike<number>,
  rule: ThresholdRule = { kind: 'deviations' },
  limits: Thresholds = {},
): Thresholds {
  const bounds = rule.kind === 'constant' ? rule : fromDeviations(reference, rule);
  const { lower, upper } = bounds;
  if (lower !== undefined && upper !== undefined && lower > upper)
    throw new Error(`The lower threshold ${lower} is above the upper one, ${upper}.`);
  return {
    ...(lower !== undefined && { lower: Math.max(lower, limits.lower ?? lower) }),
    ...(upper !== undefined && { upper: Math.min(upper, limits.upper ?? upper) }),
  };
}

/** Whether a figure is below the lower threshold or above the upper one. NaN is not. */
export const isOutside = (value: number, { lower, upper }: Thresholds): boolean =>
  (lower !== undefined && value < lower) || (upper !== undefined && value > upper);

function fromDeviations(
  reference: ArrayLike<number>,
  { lower = 3, upper = 3 }: { readonly lower?: number | null; readonly upper?: number | null },
): Thresholds {
  if ((lower ?? 0) < 0 || (upper ?? 0) < 0)
    throw new Error('Thresholds lie a number of deviations from the mean that is not negative.');
  const values = Float64Array.from(reference).filter(Number.isFinite);
  if (values.length === 0) throw new Error('Thresholds from the reference need a chunk with a figure.');
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return {
    ...(lower !== null && { lower: mean - lower * deviation }),
    ...(upper !== null && { upper: mean + upper * deviation }),
  };
}
