import { quantile, shareInterval } from '@/cells/statistics';

/** Rows whose probability lies between two edges: how often they are right, and how often that was announced. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** Mean of the announced probability. */
  readonly announced: number;
  /** Share that came true, with Wilson's interval of 95 %. */
  readonly observed: number;
  readonly low: number;
  readonly high: number;
}

export interface Calibration {
  /** Of two classes the positive one's probability; of more, the answer's own (its confidence). */
  readonly of: 'positive' | 'answer';
  /** Ten bins of equal width, without the empty ones. */
  readonly equalWidth: readonly CalibrationBin[];
  /** At most ten bins with the same number of rows. */
  readonly equalMass: readonly CalibrationBin[];
  /**
   * Expected calibration error: mean over rows of |observed − announced| of their bin (Naeini et al. 2015; Guo et al. 2017). It has no
   * interval, since a resample's is larger by construction.
   */
  readonly expectedError: { readonly equalWidth: number; readonly equalMass: number };
}

const bins = 10;

/** The bins are scikit-learn's (`calibration_curve`): a probability on an edge belongs below it. */
export function calibrate(
  of: Calibration['of'],
  probabilities: Float64Array,
  hasHappened: Uint8Array,
  weights: Float64Array,
): Calibration {
  const levels = Array.from({ length: bins + 1 }, (_, i) => i / bins);
  const equalWidth = binBy(levels, probabilities, hasHappened, weights);
  const ascending = probabilities.toSorted();
  const edges = levels.map((level) => quantile(ascending, level));
  const equalMass = binBy([...new Set(edges)], probabilities, hasHappened, weights);
  return {
    ...{ of, equalWidth: equalWidth.bins, equalMass: equalMass.bins },
    expectedError: { equalWidth: equalWidth.error, equalMass: equalMass.error },
  };
}

function binBy(
  edges: readonly number[],
  probabilities: Float64Array,
  hasHappened: Uint8Array,
  weights: Float64Array,
): { bins: CalibrationBin[]; error: number } {
  const count = Math.max(edges.length - 1, 1);
  const sums = Array.from({ length: count }, () => ({
    rows: 0,
    weight: 0,
    squares: 0,
    announced: 0,
    happened: 0,
  }));
  const inner = edges.slice(1, -1);
  probabilities.forEach((p, row) => {
    let bin = 0;
    while (bin < inner.length && p > (inner[bin] ?? 0)) bin++;
    const sum = sums[bin];
    const weight = weights[row] ?? 0;
    if (!sum) return;
    sum.rows++;
    sum.weight += weight;
    sum.squares += weight ** 2;
    sum.announced += weight * p;
    if (hasHappened[row]) sum.happened += weight;
  });
  const total = sums.reduce((all, { weight }) => all + weight, 0);
  let error = 0;
  const made = sums.flatMap(({ rows, weight, squares, announced, happened }, i): CalibrationBin[] => {
    if (rows === 0) return [];
    const [mean, observed] = [announced / weight, happened / weight];
    error += (weight / total) * Math.abs(observed - mean);
    const { low, high } = shareInterval(observed, weight ** 2 / squares);
    return [{ from: edges[i] ?? 0, to: edges[i + 1] ?? 1, rows, announced: mean, observed, low, high }];
  });
  return { bins: made, error };
}
