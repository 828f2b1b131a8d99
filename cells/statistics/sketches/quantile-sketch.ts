import { readBytes } from './bytes';
import { mix } from './hash-value';

export interface QuantileSketch {
  /** Accuracy: ranks are right to about 2.3 / k^0.97 of the values (1.3 % at 200), with 99 % of chance. */
  readonly k: number;
  /** Values that were added. */
  readonly count: number;
  /** Exact; NaN of none. */
  readonly minimum: number;
  readonly maximum: number;
  /** Numbers that are kept. */
  readonly size: number;
  /** NaN and infinities are not counted. `weight`: how many equal values it is. @throws Error for a weight that is no whole number from 1 to 2^31 - 1 */
  add(value: number, weight?: number): void;
  /** Another sketch's values, as if they had been added here; the accuracy is that of the smaller k. */
  merge(other: QuantileSketch): void;
  /** Share of the values that are ≤ x. */
  rank(x: number): number;
  /** A value whose rank is about q, 0..1. */
  quantile(q: number): number;
  /** So many values at even ranks, ascending: stands for all of them where a sample is asked for. None of none. */
  sample(size: number): Float64Array;
  /** The kept values by weight: levels[i] stand for 2^i values each. */
  readonly levels: readonly (readonly number[])[];
}

const format = 1;
const smallestLevel = 8;
const shrink = 2 / 3;

/**
 * KLL sketch of quantiles (Karnin, Lang and Liberty 2016) with the capacities of Apache DataSketches: levels of values, each standing for twice
 * as many as the one below; a full level is sorted, and every other of its values moves up. Coins are tossed by hashing what is compacted, so equal
 * values in equal order give equal sketches, and different hours toss differently.
 */
export function createQuantileSketch(k = 200): QuantileSketch {
  if (!(Number.isInteger(k) && k >= 8 && k <= 4096))
    throw new Error(`The accuracy k of a quantile sketch is a whole number from 8 to 4 096, not ${k}.`);
  return sketchOf({ k, count: 0, ...noRange, levels: [[]] });
}

/** Of no values, so that any value is beyond both. */
const noRange = { minimum: Number.POSITIVE_INFINITY, maximum: Number.NEGATIVE_INFINITY };

interface Contents {
  k: number;
  count: number;
  minimum: number;
  maximum: number;
  levels: number[][];
}

function sketchOf(own: Contents): QuantileSketch {
  let room = roomOf(own);
  let kept = sizeOf(own.levels);
  let view: { values: Float64Array; ranks: Float64Array } | undefined;
  const extend = (minimum: number, maximum: number) => {
    own.minimum = Math.min(own.minimum, minimum);
    own.maximum = Math.max(own.maximum, maximum);
  };
  const compress = () => {
    while (kept > room) {
      compactFirst(own);
      kept = sizeOf(own.levels);
      room = roomOf(own);
    }
  };
  const look = () => {
    view ??= sortByWeight(own);
    return view;
  };
  return {
    get k() {
      return own.k;
    },
    get count() {
      return own.count;
    },
    get minimum() {
      return own.count > 0 ? own.minimum : Number.NaN;
    },
    get maximum() {
      return own.count > 0 ? own.maximum : Number.NaN;
    },
    get size() {
      return kept;
    },
    get levels() {
      return own.levels;
    },
    add(value, weight = 1) {
      if (!Number.isFinite(value)) return;
      if (weight === 1) {
        own.levels[0]?.push(value);
        kept++;
      } else {
        kept += addWeighted(own, value, weight);
        room = roomOf(own);
      }
      own.count += weight;
      extend(value, value);
      view = undefined;
      if (kept > room) compress();
    },
    merge(other) {
      if (other.count === 0) return;
      own.k = Math.min(own.k, other.k);
      own.count += other.count;
      extend(other.minimum, other.maximum);
      other.levels.forEach((values, level) => {
        own.levels[level] = [...(own.levels[level] ?? []), ...values];
      });
      view = undefined;
      kept = sizeOf(own.levels);
      room = roomOf(own);
      compress();
    },
    rank(x) {
      if (own.count === 0) return Number.NaN;
      const { values, ranks } = look();
      let [low, high] = [0, values.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((values[middle] ?? 0) <= x) low = middle + 1;
        else high = middle;
      }
      return low === 0 ? 0 : (ranks[low - 1] ?? 0) / own.count;
    },
    quantile(q) {
      if (own.count === 0) return Number.NaN;
      if (q <= 0) return own.minimum;
      if (q >= 1) return own.maximum;
      const { values, ranks } = look();
      const wanted = q * own.count;
      let [low, high] = [0, values.length - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((ranks[middle] ?? 0) < wanted) low = middle + 1;
        else high = middle;
      }
      return values[low] ?? Number.NaN;
    },
    sample(size) {
      if (own.count === 0) return new Float64Array();
      const length = Math.min(size, own.count);
      return Float64Array.from({ length }, (_, i) => this.quantile((i + 0.5) / length));
    },
  };
}

/** A value of level n stands for 2^n: so it is added to each level whose bit the weight has. Returns to how many. */
function addWeighted({ levels }: Contents, value: number, weight: number): number {
  if (!(weight >= 1 && weight < 2 ** 31 && Number.isInteger(weight)))
    throw new Error(`A value is added a whole number of times, not ${weight}.`);
  let added = 0;
  for (let level = 0; weight >> level > 0; level++) {
    levels[level] ??= [];
    if (((weight >> level) & 1) === 0) continue;
    levels[level]?.push(value);
    added++;
  }
  return added;
}

const sizeOf = (levels: readonly (readonly number[])[]): number =>
  levels.reduce((sum, { length }) => sum + length, 0);

const capacity = (k: number, depth: number): number =>
  Math.max(smallestLevel, Math.ceil(k * shrink ** depth));

const roomOf = ({ k, levels }: Contents): number =>
  levels.reduce((sum, _, level) => sum + capacity(k, levels.length - 1 - level), 0);

/** Compacts the lowest level that is full; one of an odd number stays. */
function compactFirst(own: Contents): void {
  const { levels, k } = own;
  const level = levels.findIndex(({ length }, i) => length >= capacity(k, levels.length - 1 - i));
  const values = Float64Array.from(levels[level] ?? []).sort();
  const isOdd = values.length % 2 === 1;
  const coin = mix(values[0] ?? 0, values[values.length - 1] ?? 0, own.count);
  // Either end may be the one that stays, or large (small) values would lag behind.
  const stays = isOdd ? (coin & 2 ? values.length - 1 : 0) : -1;
  const pairs = stays === 0 ? values.subarray(1) : values.subarray(0, values.length - (isOdd ? 1 : 0));
  levels[level] = stays < 0 ? [] : [values[stays] ?? 0];
  levels[level + 1] ??= [];
  for (let i = coin & 1; i < pairs.length; i += 2) levels[level + 1]?.push(pairs[i] ?? 0);
}

/** All kept values, ascending, with how many values are up to each. */
function sortByWeight({ levels }: Contents): { values: Float64Array; ranks: Float64Array } {
  const all = levels.flatMap((values, level) => values.map((value) => ({ value, weight: 2 ** level })));
  all.sort((a, b) => a.value - b.value);
  let rank = 0;
  return {
    values: Float64Array.from(all, ({ value }) => value),
    ranks: Float64Array.from(all, ({ weight }) => {
      rank += weight;
      return rank;
    }),
  };
}

/** Bytes of format 1; values take four bytes each where that loses nothing. */
export function serializeQuantileSketch({ k, count, minimum, maximum, levels }: QuantileSketch): Uint8Array {
  const all = levels.flat();
  const isShort = all.every((value) => Math.fround(value) === value);
  const bytes = new Uint8Array(29 + 2 * levels.length + all.length * (isShort ? 4 : 8));
  const view = new DataView(bytes.buffer);
  view.setUint8(0, format);
  view.setUint8(1, isShort ? 1 : 0);
  view.setUint16(2, k, true);
  view.setFloat64(4, count, true);
  view.setFloat64(12, minimum, true);
  view.setFloat64(20, maximum, true);
  view.setUint8(28, levels.length);
  levels.forEach(({ length }, i) => {
    view.setUint16(29 + 2 * i, length, true);
  });
  let at = 29 + 2 * levels.length;
  for (const value of all) {
    if (isShort) view.setFloat32(at, value, true);
    else view.setFloat64(at, value, true);
    at += isShort ? 4 : 8;
  }
  return bytes;
}

/** @throws Error in words when the bytes are damaged, or of a later format */
export function parseQuantileSketch(bytes: Uint8Array): QuantileSketch {
  const read = readBytes(bytes, 'quantile sketch');
  const found = read.uint8();
  if (found !== format)
    throw new Error(`The quantile sketch has format ${found}; this version reads ${format}.`);
  const isShort = read.uint8() === 1;
  const k = read.uint16();
  const [count, minimum, maximum] = [read.float64(), read.float64(), read.float64()];
  const lengths = Array.from({ length: read.uint8() }, () => read.uint16());
  const levels = lengths.map((length) =>
    Array.from({ length }, () => (isShort ? read.float32() : read.float64())),
  );
  read.end();
  const weight = levels.reduce((sum, { length }, level) => sum + length * 2 ** level, 0);
  if (weight !== count || levels.length === 0)
    throw new Error('The quantile sketch does not hold as many values as it says: it is damaged.');
  return sketchOf({ k, count, ...(count > 0 ? { minimum, maximum } : noRange), levels });
}
