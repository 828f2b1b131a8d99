import { wholeWeights } from './exact-sum';
import { thresholdBetween, topThreshold } from './thresholds';

/** More than this many categories: the rarer ones go where the missing go. */
const mostCategories = 254;

/** How a column's values become bins 0 … bins − 1; missing is bin `bins`. */
export type Bins =
  /** Bin b holds the numbers up to `bounds[b]`; the last bound only a number beyond single precision exceeds. */
  | {
      readonly kind: 'number';
      readonly bins: number;
      readonly bounds: Float64Array;
      readonly hasMissing: boolean;
    }
  /** Bins by frequency. `binOf` is by place in the list of categories, `placeOf` by bin. */
  | {
      readonly kind: 'category';
      readonly bins: number;
      readonly binOf: Uint8Array;
      readonly placeOf: Int32Array;
      readonly hasMissing: boolean;
    };

/** The finite numbers of a column, rising; they are overwritten. */
export interface SortedNumbers {
  readonly sorted: Float64Array;
  readonly missing: number;
}

/**
 * At most `most` bins of about equal weight, a bin for each distinct value where they are few, a bin of its own for a value that
 * is heavier than a bin should be (LightGBM's `GreedyFindBin`, Ke et al. 2017). Bounds lie between neighbouring values. All rows
 * are looked at, so their order does not matter.
 */
export function learnNumberBins(
  { sorted: present, missing }: SortedNumbers,
  most: number,
  weighted?: { readonly values: Float64Array; readonly weights: Float64Array },
): Bins {
  let distinct = 0;
  const counts = new Float64Array(present.length);
  for (const value of present) {
    if (distinct === 0 || value !== present[distinct - 1]) present[distinct++] = value;
    counts[distinct - 1] = (counts[distinct - 1] ?? 0) + 1;
  }
  const found = present.subarray(0, distinct);
  const mass = weighted ? massOf(weighted.values, weighted.weights, found) : counts.subarray(0, distinct);
  const ends = distinct <= most ? Array.from(found.keys()) : partEvenly(mass, most);
  const bounds = ends
    .slice(0, -1)
    .map((end) => thresholdBetween(found[end] ?? Number.NaN, found[end + 1] ?? Number.NaN));
  const hasMissing = missing > 0;
  const top = (found[distinct - 1] ?? 0) <= topThreshold ? topThreshold : Number.MAX_VALUE;
  return { kind: 'number', bins: bounds.length + 1, bounds: Float64Array.of(...bounds, top), hasMissing };
}

/** The weight of each distinct value, in whole numbers. */
function massOf(values: Float64Array, weights: Float64Array, distinct: Float64Array): Float64Array {
  const whole = wholeWeights(weights);
  const mass = new Float64Array(distinct.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    let low = 0;
    for (let high = distinct.length - 1; low < high; ) {
      const middle = (low + high) >> 1;
      if ((distinct[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    mass[low] = (mass[low] ?? 0) + (whole[row] ?? 0);
  }
  return mass;
}

/** The last place of each part. */
function partEvenly(mass: Float64Array, parts: number): number[] {
  const sumOf = (keep: (value: number) => boolean) =>
    mass.reduce((sum, value) => (keep(value) ? sum + value : sum), 0);
  const fair = sumOf(() => true) / parts;
  const isHeavy = (place: number) => (mass[place] ?? 0) >= fair;
  let restParts = parts - mass.reduce((count, value) => (value >= fair ? count + 1 : count), 0);
  let rest = sumOf((value) => value < fair);
  let wanted = rest / Math.max(restParts, 1);
  const ends: number[] = [];
  let inside = 0;
  for (let place = 0; place < mass.length - 1 && ends.length < parts - 1; place++) {
    if (!isHeavy(place)) rest -= mass[place] ?? 0;
    inside += mass[place] ?? 0;
    if (isHeavy(place) || inside >= wanted || (isHeavy(place + 1) && inside >= wanted / 2)) {
      ends.push(place);
      inside = 0;
      if (!isHeavy(place)) {
        restParts--;
        wanted = rest / Math.max(restParts, 1);
      }
    }
  }
  return [...ends, mass.length - 1];
}

/** `places` are those of `categories` categories, NaN where missing. */
export function learnCategoryBins(
  places: Float64Array,
  weights: Float64Array | undefined,
  categories: number,
): Bins {
  const whole = weights && wholeWeights(weights);
  const mass = new Float64Array(categories);
  for (let row = 0; row < places.length; row++) {
    const place = places[row] ?? Number.NaN;
    if (place >= 0) mass[place] = (mass[place] ?? 0) + (whole ? (whole[row] ?? 0) : 1);
  }
  const byFrequency = Array.from(mass.keys())
    .filter((place) => (mass[place] ?? 0) > 0)
    .sort((a, b) => (mass[b] ?? 0) - (mass[a] ?? 0) || a - b);
  const placeOf = Int32Array.from(byFrequency.slice(0, mostCategories));
  const bins = Math.max(placeOf.length, 1);
  const binOf = new Uint8Array(categories).fill(bins);
  for (const [bin, place] of placeOf.entries()) binOf[place] = bin;
  const hasMissing = byFrequency.length > mostCategories || places.some(Number.isNaN);
  return { kind: 'category', bins, binOf, placeOf, hasMissing };
}
