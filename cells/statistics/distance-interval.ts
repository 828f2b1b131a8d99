import { basicInterval, type Interval, resampleWeights } from './bootstrap';
import { drawCounts } from './draw-counts';
import { quantileSample } from './quantile';
import { createRandom } from './random';
import { wasserstein } from './wasserstein';

export interface DistanceIntervalOptions {
  readonly resamples?: number;
  readonly seed?: number;
  /** Of the interval, 0..1. */
  readonly level?: number;
}

const defaults = { resamples: 200, seed: 1, level: 0.95 };

/**
 * Any distance of two samples (or figure that is 0 where they are alike) with its bootstrap interval: both are resampled, each by itself.
 * Costs as many calls as there are resamples. NaN when one sample is empty.
 */
export function distanceInterval(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  distance: (reference: Float64Array, current: Float64Array) => number,
  options: DistanceIntervalOptions = {},
): Interval {
  const { resamples, seed, level } = { ...defaults, ...options };
  const own = [reference, current].map((values) => Float64Array.from(values).sort());
  const [before = new Float64Array(), now = new Float64Array()] = own;
  const value = distance(before, now);
  if (before.length === 0 || now.length === 0) return { value, low: Number.NaN, high: Number.NaN };
  const draws = own.map((values, i) =>
    resampleWeights(new Float64Array(values.length).fill(1), { resamples, seed: 2 * seed + i }),
  );
  const resampled = Float64Array.from({ length: resamples }, () => {
    const [drawnBefore, drawnNow] = draws.map((draw) => draw.next().value ?? undefined);
    return distance(repeat(before, drawnBefore), repeat(now, drawnNow));
  });
  return basicInterval(value, resampled, level);
}

/** Ascending values, each as often as it was drawn. */
function repeat(values: Float64Array, drawn: Float64Array | undefined): Float64Array {
  const repeated = new Float64Array(values.length);
  let at = 0;
  for (let i = 0; i < values.length; i++)
    for (let times = drawn?.[i] ?? 0; times > 0; times--) repeated[at++] = values[i] ?? Number.NaN;
  return repeated;
}

/**
 * A distance of two histograms over the same bins with its bootstrap interval, of counts of rows: resampling their rows is drawing their
 * counts anew, so a million rows cost no more than a hundred. NaN when one side is empty.
 */
export function histogramInterval(
  reference: readonly number[],
  current: readonly number[],
  distance: (reference: readonly number[], current: readonly number[]) => number,
  options: DistanceIntervalOptions = {},
): Interval {
  const { resamples, seed, level } = { ...defaults, ...options };
  const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  const [before, now] = [total(reference), total(current)];
  const value = distance(reference, current);
  if (!(before > 0 && now > 0)) return { value, low: Number.NaN, high: Number.NaN };
  const random = createRandom(seed);
  const resampled = Float64Array.from({ length: resamples }, () =>
    distance(drawCounts(reference, before, random), drawCounts(current, now, random)),
  );
  return basicInterval(value, resampled, level);
}

/** Groups of rows with like values that stand for a sample of any size. */
const mostGroups = 50;

/**
 * Wasserstein distance (unit of the values) with its bootstrap interval, where samples stand for more rows than they hold: each is
 * resampled as that many rows in at most 50 groups of equal number, so that a million rows cost no more than a thousand.
 */
export function wassersteinInterval(
  reference: { readonly sample: ArrayLike<number>; readonly rows: number },
  current: { readonly sample: ArrayLike<number>; readonly rows: number },
  options: DistanceIntervalOptions = {},
): Interval {
  const { resamples, seed, level } = { ...defaults, ...options };
  const value = wasserstein(reference.sample, current.sample);
  if (Number.isNaN(value)) return { value, low: Number.NaN, high: Number.NaN };
  const sides = [reference, current].map(({ sample, rows }) => {
    const values = quantileSample(sample, mostGroups);
    return { values, rows, even: new Array<number>(values.length).fill(1) };
  });
  const grid = Float64Array.from(sides.flatMap(({ values }) => [...values])).sort();
  const places = sides.map(({ values }) => placesIn(grid, values));
  const between = (counts: readonly (readonly number[])[]) => {
    const risen = new Float64Array(grid.length);
    counts.forEach((side, i) => {
      const all = side.reduce((sum, count) => sum + count, 0) * (i === 0 ? 1 : -1);
      side.forEach((count, k) => {
        const place = places[i]?.[k] ?? 0;
        risen[place] = (risen[place] ?? 0) + count / all;
      });
    });
    let area = 0;
    let height = 0;
    for (let k = 0; k + 1 < grid.length; k++) {
      height += risen[k] ?? 0;
      area += Math.abs(height) * ((grid[k + 1] ?? 0) - (grid[k] ?? 0));
    }
    return area;
  };
  const grouped = between(sides.map(({ even }) => even));
  const random = createRandom(seed);
  const resampled = Float64Array.from({ length: resamples }, () => {
    const drawn = between(sides.map(({ even, rows }) => drawCounts(even, rows, random)));
    // What the groups lose of the distance itself is not noise.
    return value + drawn - grouped;
  });
  return basicInterval(value, resampled, level);
}

/** Of ascending values, their places in an ascending grid that holds them all. */
function placesIn(grid: Float64Array, values: Float64Array): Uint32Array {
  let place = 0;
  return Uint32Array.from(values, (value) => {
    while ((grid[place] ?? value) < value) place++;
    return place;
  });
}
