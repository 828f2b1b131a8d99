/**
 * Nearest centroids (Tibshirani, Hastie, Narasimhan and Chu 2002; Hastie, Tibshirani and Friedman 2009, eq. 18.2): the mean row of each
 * class, with distances in units of each column's deviation within classes. Equal to scikit-learn's `NearestCentroid`, whose `predict`
 * it is with `priors="empirical"`; with uniform ones scikit-learn's `predict` alone measures plain distances, and its probabilities are
 * these.
 */
export interface Centroids {
  readonly width: number;
  /** Row-major classes × width; NaN for a class without a training row. */
  readonly centres: Float64Array;
  /** By column: the deviation within classes; 1 where it is 0. */
  readonly deviations: Float64Array;
  /** By class: what is expected before a row is seen; 0 for a class without a training row. */
  readonly priors: Float64Array;
}

interface CentroidOptions {
  readonly width: number;
  readonly classes: number;
  readonly priors: 'empirical' | 'uniform';
  /** In standard errors; 0: centroids stay where they are. */
  readonly shrinkThreshold: number;
}

/** `x` is row-major n × width; `y` holds the place of each row's class. */
export function learnCentroids(
  x: Float32Array,
  y: Uint16Array,
  { width, classes, priors, shrinkThreshold }: CentroidOptions,
): Centroids {
  const n = y.length;
  const counts = new Float64Array(classes);
  const centres = new Float64Array(classes * width);
  for (let row = 0; row < n; row++) {
    const c = y[row] ?? 0;
    counts[c] = (counts[c] ?? 0) + 1;
    for (let j = 0; j < width; j++)
      centres[c * width + j] = (centres[c * width + j] ?? 0) + (x[row * width + j] ?? 0);
  }
  const mean = new Float64Array(width);
  for (let c = 0; c < classes; c++)
    for (let j = 0, at = c * width; j < width; j++, at++) {
      mean[j] = (mean[j] ?? 0) + (centres[at] ?? 0) / n;
      centres[at] = (centres[at] ?? 0) / (counts[c] ?? 0);
    }
  const within = new Float64Array(width);
  for (let row = 0; row < n; row++)
    for (let j = 0; j < width; j++)
      within[j] =
        (within[j] ?? 0) + ((x[row * width + j] ?? 0) - (centres[(y[row] ?? 0) * width + j] ?? 0)) ** 2;
  const present = counts.filter((count) => count > 0).length;
  // Values are of single precision: what is left of equal ones by rounding is no deviation.
  const deviations = within.map((sum) => noRounding(Math.sqrt(sum / Math.max(n - present, 1))));
  if (shrinkThreshold > 0) {
    const offset = median(deviations);
    for (let c = 0; c < classes; c++) {
      const error = Math.sqrt(1 / (counts[c] ?? 0) - 1 / n);
      for (let j = 0, at = c * width; j < width; j++, at++) {
        const unit = error * ((deviations[j] ?? 0) + offset);
        const away = (centres[at] ?? 0) - (mean[j] ?? 0);
        const kept = Math.max(Math.abs(away) - shrinkThreshold * unit, 0);
        if ((counts[c] ?? 0) > 0) centres[at] = (mean[j] ?? 0) + Math.sign(away) * kept;
      }
    }
  }
  return {
    width,
    centres,
    deviations: deviations.map((deviation) => deviation || 1),
    priors: counts.map((count) => (priors === 'empirical' ? count / n : count > 0 ? 1 / present : 0)),
  };
}

const noRounding = (deviation: number): number => (deviation < 1e-6 ? 0 : deviation);

/** Class probabilities, row-major n × classes: the softmax of 2·ln prior − squared distance. */
export function centroidProbabilities(
  { width, centres, deviations, priors }: Centroids,
  x: Float32Array,
): Float64Array {
  const classes = priors.length;
  const n = width === 0 ? 0 : x.length / width;
  const probabilities = new Float64Array(n * classes);
  for (let row = 0; row < n; row++) {
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    for (let c = 0; c < classes; c++) {
      const prior = priors[c] ?? 0;
      let score = prior > 0 ? 2 * Math.log(prior) : Number.NEGATIVE_INFINITY;
      for (let j = 0; prior > 0 && j < width; j++)
        score -= (((x[row * width + j] ?? 0) - (centres[c * width + j] ?? 0)) / (deviations[j] ?? 1)) ** 2;
      own[c] = score;
    }
    const highest = own.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
    const total = own.reduce((sum, score) => sum + Math.exp(score - highest), 0);
    own.forEach((score, c) => {
      own[c] = Math.exp(score - highest) / total;
    });
  }
  return probabilities;
}

function median(values: Float64Array): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}
