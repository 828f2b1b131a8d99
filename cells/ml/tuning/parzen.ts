import type { Random } from '../random';
import { normalDensity, normalQuantile, normalShare } from './normal';
import { coordinatesOf, type Dimension, type SearchPoint, type SearchValue } from './search-space';

type Values = SearchPoint['values'];

/** A density over some dimensions together, learnt from the values of some trials. */
export interface Parzen {
  draw(random: Random): Values;
  logDensity(values: Values): number;
}

/** What each kernel is in one dimension; the last is the prior. */
interface Kernels {
  draw(kernel: number, random: Random): SearchValue;
  density(kernel: number, value: SearchValue | undefined): number;
}

/** Trials that count fully; earlier ones count less and less. */
const recentTrials = 25;

/**
 * A mixture: a kernel on each trial, the product of one in each dimension, and a wide one as prior (Bergstra et al. 2011; products, so that
 * what goes well together stays together: Falkner et al. 2018, BOHB).
 * @param points values of the dimensions, in the order in which they were tried
 */
export function createParzen(dimensions: readonly Dimension[], points: readonly Values[]): Parzen {
  const weights = [...rampWeights(points.length), 1];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const parts = dimensions.map((dimension) => {
    const values = points.map((point) => point[dimension.name]);
    return { name: dimension.name, kernels: createKernels(dimension, values) };
  });
  return {
    draw(random) {
      const kernel = pick(weights, total, random);
      return Object.fromEntries(parts.map(({ name, kernels }) => [name, kernels.draw(kernel, random)]));
    },
    logDensity(values) {
      let density = 0;
      for (let kernel = 0; kernel < weights.length; kernel++) {
        let product = (weights[kernel] ?? 0) / total;
        for (const { name, kernels } of parts) product *= kernels.density(kernel, values[name]);
        density += product;
      }
      return Math.log(Math.max(density, Number.MIN_VALUE));
    },
  };
}

function createKernels(dimension: Dimension, values: readonly (SearchValue | undefined)[]): Kernels {
  return dimension.kind === 'choice'
    ? createShares(dimension.oneOf, values)
    : createNormals(dimension, values.map(Number));
}

/** The choice that was made, and a little of each other: one trial's weight, spread over all kernels and choices. */
function createShares(
  choices: readonly SearchValue[],
  values: readonly (SearchValue | undefined)[],
): Kernels {
  const places = new Map(choices.map((value, i) => [JSON.stringify(value), i]));
  const little = 1 / (values.length + 1);
  const whole = 1 + little * choices.length;
  const made = values.map((value) => places.get(JSON.stringify(value)));
  return {
    draw(kernel, random) {
      const own = made[kernel];
      const isOwn = own !== undefined && random() * whole < 1;
      return choices[isOwn ? own : Math.floor(random() * choices.length)] ?? '';
    },
    density(kernel, value) {
      const own = made[kernel];
      if (own === undefined) return 1 / choices.length;
      return (little + (own === places.get(JSON.stringify(value)) ? 1 : 0)) / whole;
    },
  };
}

/**
 * Truncated normals. Each is as wide as the farther of its neighbours is away, and not narrower than the range over the number of
 * values (as in hyperopt and Optuna). Whole numbers have the mass of half a step to each side.
 */
function createNormals(dimension: Extract<Dimension, { kind: 'range' }>, values: readonly number[]): Kernels {
  const { low, high, into, out } = coordinatesOf(dimension);
  const normals = [
    ...widths(values.map(into), { low, high }),
    { centre: (low + high) / 2, sigma: high - low },
  ].map(({ centre, sigma }) => {
    const start = normalShare((low - centre) / sigma);
    return { centre, sigma, start, inside: normalShare((high - centre) / sigma) - start };
  });
  const step = dimension.whole ? 0.5 : 0;
  return {
    draw(kernel, random) {
      const { centre, sigma, start, inside } = normals[kernel] ?? {
        centre: low,
        sigma: 0,
        start: 0,
        inside: 1,
      };
      const place = centre + sigma * normalQuantile(start + random() * inside);
      return out(Math.min(Math.max(place, low), high));
    },
    density(kernel, value) {
      const normal = normals[kernel];
      if (!normal || typeof value !== 'number') return 0;
      const { centre, sigma, inside } = normal;
      if (step === 0) return normalDensity((into(value) - centre) / sigma) / sigma / inside;
      const share = (end: number) => normalShare((into(end) - centre) / sigma);
      return (share(value + step) - share(value - step)) / inside;
    },
  };
}

/** Each centre with its width, in the order given. */
function widths(centres: readonly number[], { low, high }: { readonly low: number; readonly high: number }) {
  const order = centres.map((_, i) => i).sort((a, b) => (centres[a] ?? 0) - (centres[b] ?? 0));
  const narrowest = (high - low) / Math.min(100, 2 + centres.length);
  const made = centres.map((centre) => ({ centre, sigma: high - low }));
  order.forEach((index, i) => {
    const centre = centres[index] ?? low;
    // The ends of the range are neighbours of a lone value only.
    const outside = (end: number) => (centres.length === 1 ? end : centre);
    const left = centre - (centres[order[i - 1] ?? -1] ?? outside(low));
    const right = (centres[order[i + 1] ?? -1] ?? outside(high)) - centre;
    made[index] = { centre, sigma: Math.min(Math.max(left, right, narrowest), high - low) };
  });
  return made;
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
