import type { Random } from '../random';
import { normalDensity, normalQuantile, normalShare } from './normal';
import { coordinatesOf, type Dimension, type SearchValue } from './search-space';

/** A density over one dimension, learnt from the values of some trials. */
export interface Parzen {
  draw(random: Random): SearchValue;
  logDensity(value: SearchValue): number;
}

/** Trials that count fully; earlier ones count less and less. */
const recentTrials = 25;

/** `values` in the order in which they were tried. */
export function createParzen(dimension: Dimension, values: readonly SearchValue[]): Parzen {
  if (dimension.kind === 'choice') return createCounts(dimension.oneOf, values);
  return createMixture(
    dimension,
    values.filter((value) => typeof value === 'number'),
  );
}

/** Counted shares, with one trial's weight of prior spread over all choices. */
function createCounts(choices: readonly SearchValue[], values: readonly SearchValue[]): Parzen {
  const keys = choices.map((value) => JSON.stringify(value));
  const shares = keys.map(() => 1 / keys.length);
  const weights = rampWeights(values.length);
  values.forEach((value, i) => {
    const index = keys.indexOf(JSON.stringify(value));
    if (index >= 0) shares[index] = (shares[index] ?? 0) + (weights[i] ?? 0);
  });
  const total = sum(shares);
  return {
    draw: (random) => choices[pick(shares, total, random)] ?? '',
    logDensity: (value) => Math.log((shares[keys.indexOf(JSON.stringify(value))] ?? 0) / total),
  };
}

/**
 * Truncated normals, one on each value, and a wide one in the middle as prior (Bergstra et al. 2011). Each is as wide as the
 * farther of its neighbours is away, and not narrower than the range over the number of values (Bergstra et al. 2013, as in hyperopt
 * and Optuna). Whole numbers have the mass of half a step to each side.
 */
function createMixture(dimension: Extract<Dimension, { kind: 'range' }>, values: readonly number[]): Parzen {
  const { low, high, into, out } = coordinatesOf(dimension);
  const width = high - low;
  const weights = rampWeights(values.length);
  const centres = [
    ...values.map((value, i) => ({ centre: into(value), weight: weights[i] ?? 1, isPrior: false })),
    { centre: (low + high) / 2, weight: 1, isPrior: true },
  ].sort((a, b) => a.centre - b.centre);
  const narrowest = width / Math.min(100, 1 + centres.length);
  const kernels = centres.map(({ centre, weight, isPrior }, i) => {
    const left = centre - (centres[i - 1]?.centre ?? low);
    const right = (centres[i + 1]?.centre ?? high) - centre;
    const wide = i === 0 ? right : i === centres.length - 1 ? left : Math.max(left, right);
    const sigma = isPrior ? width : Math.min(Math.max(wide, narrowest), width);
    const start = normalShare((low - centre) / sigma);
    return { centre, sigma, weight, start, inside: normalShare((high - centre) / sigma) - start };
  });
  const total = sum(kernels.map(({ weight }) => weight));
  const kernelWeights = kernels.map(({ weight }) => weight);

  return {
    draw(random) {
      const kernel = kernels[pick(kernelWeights, total, random)];
      if (!kernel) return out((low + high) / 2);
      const place = kernel.centre + kernel.sigma * normalQuantile(kernel.start + random() * kernel.inside);
      return out(Math.min(Math.max(place, low), high));
    },
    logDensity(value) {
      if (typeof value !== 'number') return Number.NEGATIVE_INFINITY;
      const [start, end] = dimension.whole
        ? [into(value - 0.5), into(value + 0.5)]
        : [into(value), into(value)];
      let density = 0;
      for (const { centre, sigma, weight, inside } of kernels) {
        const mass = dimension.whole
          ? normalShare((end - centre) / sigma) - normalShare((start - centre) / sigma)
          : normalDensity((start - centre) / sigma) / sigma;
        density += (weight * mass) / inside;
      }
      return Math.log(Math.max(density / total, Number.MIN_VALUE));
    },
  };
}

/** The last 25 count fully; before them, from 1 / n upwards. */
function rampWeights(n: number): readonly number[] {
  const older = n - recentTrials;
  return Array.from({ length: n }, (_, i) =>
    i >= older ? 1 : older === 1 ? 1 / n : 1 / n + ((1 - 1 / n) * i) / (older - 1),
  );
}

function pick(weights: readonly number[], total: number, random: Random): number {
  let rest = random() * total;
  for (let i = 0; i < weights.length; i++) {
    rest -= weights[i] ?? 0;
    if (rest < 0) return i;
  }
  return weights.length - 1;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
