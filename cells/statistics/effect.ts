/** How far something moved, in words a person can weigh, with its 95 % interval. */
export interface Effect {
  /**
   * `deviations`: change of the mean in standard deviations of the reference. `share`: change of the share of one value, −1..1.
   */
  readonly unit: 'deviations' | 'share';
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** `share` only: the value whose share moved most. */
  readonly of?: string;
}

const z95 = 1.959963984540054;

/**
 * Glass's Δ: (mean₂ − mean₁) / s₁, with the large-sample interval of Hedges and Olkin (1985, ch. 5):
 * variance = 1/n₁ + 1/n₂ + Δ² / (2 (n₁ + n₂)).
 */
export function shiftOfMean(
  reference: { readonly mean: number; readonly deviation: number; readonly rows: number },
  current: { readonly mean: number; readonly rows: number },
): Effect {
  const value = (current.mean - reference.mean) / Math.max(reference.deviation, 1e-12);
  const variance = 1 / reference.rows + 1 / current.rows + value ** 2 / (2 * (reference.rows + current.rows));
  const margin = z95 * Math.sqrt(variance);
  return { unit: 'deviations', value, low: value - margin, high: value + margin };
}

/** Largest change of a share among the categories, with Wald's interval for a difference of proportions. */
export function shiftOfShare(
  values: readonly string[],
  reference: readonly number[],
  current: readonly number[],
): Effect {
  const rows = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  const [before, now] = [rows(reference), rows(current)];
  const changes = values.map((of, i) => {
    const p = (reference[i] ?? 0) / before;
    const q = (current[i] ?? 0) / now;
    const margin = z95 * Math.sqrt((p * (1 - p)) / before + (q * (1 - q)) / now);
    const value = q - p;
    return { unit: 'share' as const, value, low: value - margin, high: value + margin, of };
  });
  const none: Effect = { unit: 'share', value: 0, low: 0, high: 0 };
  return changes.reduce<Effect>(
    (most, change) => (Math.abs(change.value) > Math.abs(most.value) ? change : most),
    none,
  );
}
