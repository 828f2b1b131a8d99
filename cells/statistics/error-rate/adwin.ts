import { checkError, type ErrorRateTest } from './error-rate-test';

export interface AdwinOptions {
  /** Chance of a false alarm at a cut. */
  readonly delta?: number;
  /** Cuts are tried at every so many errors. */
  readonly clock?: number;
  /** Buckets of one size; with more, the two oldest become one of twice the size. */
  readonly mostBuckets?: number;
  /** Least errors on each side of a cut. */
  readonly shortest?: number;
  /** Least errors in the window. */
  readonly warmStart?: number;
}

export interface Adwin extends ErrorRateTest {
  /** The window that is still one, after a drift its new part until the next error: how many errors, and their mean. */
  readonly window: { readonly length: number; readonly mean: number };
}

/** Neighbouring errors as one: their sum, and the sum of squares about their mean. */
interface Bucket {
  readonly sum: number;
  readonly squares: number;
}

/**
 * Adaptive windowing of any bounded errors (Bifet and Gavaldà 2007), with the defaults and the values of River's `ADWIN`: the window of errors
 * is cut where the means of its old and its new part differ by more than chance allows, and the old part forgotten. The window is kept in buckets
 * of doubling size (an exponential histogram), so a million errors take some hundred numbers.
 */
export function createAdwin({
  delta = 0.002,
  clock = 32,
  mostBuckets = 5,
  shortest = 5,
  warmStart = 10,
}: AdwinOptions = {}): Adwin {
  const start = () => ({
    // rows[i] holds buckets of 2^i errors, oldest first.
    rows: [[]] as Bucket[][],
    ticks: 0,
    length: 0,
    sum: 0,
    squares: 0,
  });
  let seen = start();
  let hasDrifted = false;

  const insert = (error: number) => {
    seen.rows[0]?.push({ sum: error, squares: 0 });
    seen.length++;
    const before = seen.length - 1;
    if (before > 0) seen.squares += (before * (error - seen.sum / before) ** 2) / seen.length;
    seen.sum += error;
    for (let i = 0; i < seen.rows.length; i++) {
      const row = seen.rows[i] ?? [];
      if (row.length <= mostBuckets) break;
      const [first, second] = row.splice(0, 2);
      if (!first || !second) break;
      const size = 2 ** i;
      const apart = (size * (first.sum - second.sum) ** 2) / size ** 2 / 2;
      seen.rows[i + 1] ??= [];
      seen.rows[i + 1]?.push({
        sum: first.sum + second.sum,
        squares: first.squares + second.squares + apart,
      });
    }
  };

  const dropOldest = () => {
    const size = 2 ** (seen.rows.length - 1);
    const bucket = seen.rows.at(-1)?.shift();
    if (!bucket) return;
    seen.length -= size;
    seen.sum -= bucket.sum;
    const apart = bucket.sum / size - seen.sum / seen.length;
    seen.squares -= bucket.squares + (size * seen.length * apart ** 2) / (size + seen.length);
    if (seen.rows.at(-1)?.length === 0 && seen.rows.length > 1) seen.rows.pop();
  };

  /** Whether the means on both sides of a cut differ by more than chance allows (theorem 3.2 with the variance's bound). */
  const isCut = (old: { length: number; sum: number }) => {
    const young = { length: seen.length - old.length, sum: seen.sum - old.sum };
    if (old.length < shortest || young.length < shortest) return false;
    const confidence = Math.log((2 * Math.log(seen.length)) / delta);
    const inverse = 1 / (old.length - shortest + 1) + 1 / (young.length - shortest + 1);
    const bound =
      Math.sqrt(2 * inverse * (seen.squares / seen.length) * confidence) + (2 / 3) * confidence * inverse;
    return Math.abs(old.sum / old.length - young.sum / young.length) > bound;
  };

  const findCut = (): boolean => {
    const old = { length: 0, sum: 0 };
    for (let i = seen.rows.length - 1; i >= 0; i--)
      for (const bucket of seen.rows[i] ?? []) {
        old.length += 2 ** i;
        old.sum += bucket.sum;
        if (isCut(old)) return true;
      }
    return false;
  };

  return {
    get window() {
      return { length: seen.length, mean: seen.length > 0 ? seen.sum / seen.length : Number.NaN };
    },
    update(error) {
      checkError(error);
      if (hasDrifted) seen = start();
      hasDrifted = false;
      insert(error);
      seen.ticks++;
      if (seen.ticks % clock !== 0 || seen.length <= warmStart) return 'stable';
      if (!findCut()) return 'stable';
      do dropOldest();
      while (findCut());
      hasDrifted = true;
      return 'drift';
    },
  };
}
