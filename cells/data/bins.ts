import type { Filter } from './arrangement';
import type { Measure } from './measure';

/** Equal bins of a column of numbers, or of dates in milliseconds. */
export interface Bins {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** A value on an edge belongs to the bin that it begins, whatever binary fractions make of it. */
export const noise = 1e-9;

const wantedBins = 24;
/** Few whole numbers get a bin each, so that an hour is an hour. */
const mostWhole = 40;
const second = 1000;
const day = 86_400 * second;
const partsOfADay = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10_800, 21_600, 43_200].map((s) => s * second);

/** Bins with edges that read well: 1, 2 or 5 of a power of ten; of dates whole days, or parts of one. `wanted`: about how many at most. */
export function divide(
  measure: Measure,
  minimum: number,
  maximum: number,
  isWhole: boolean,
  wanted = wantedBins,
): Bins {
  const whole = maximum - minimum + 1;
  const apart = finestApart(minimum, maximum);
  if (measure === 'number' && isWhole && apart <= 1 && whole <= Math.max(mostWhole, wanted))
    return { start: minimum, step: 1, count: whole };
  const finest = measure === 'number' && isWhole ? Math.max(1, apart) : apart;
  const least = minimum === maximum ? 0 : Math.max(finest, (maximum - minimum) / wanted);
  const step = least === 0 ? 1 : measure === 'date' ? stepOfTime(least) : stepOf(least);
  const start = tidy(Math.floor(minimum / step) * step, step);
  return { start, step, count: Math.max(1, Math.floor((maximum - start) * (1 / step) + noise) + 1) };
}

function stepOf(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((one) => one * power >= least * (1 - 1e-9)) ?? 10;
  return Number((factor * power).toPrecision(12));
}

/** Twice what lies between two doubles there: beyond 2⁵³ they are not every whole number, and a bin that holds none of them filters nothing. */
const finestApart = (minimum: number, maximum: number): number =>
  2 ** (Math.ceil(Math.log2(Math.max(Math.abs(minimum), Math.abs(maximum)))) - 52);

const stepOfTime = (least: number): number =>
  least > day / 2
    ? Math.max(1, Math.ceil(stepOf(Math.max(1, least / day)))) * day
    : (partsOfADay.find((part) => part >= least) ?? day);

/** Without the noise of binary fractions: to the last digit of the step (1, 2 or 5 of a power of ten), and `more` behind it. */
function tidy(value: number, step: number, more = 0): number {
  if (Number.isSafeInteger(value)) return value;
  const digits = Math.floor(Math.log10(Math.abs(value))) - Math.floor(Math.log10(step) + noise) + 1 + more;
  if (digits > 17) return value;
  return digits < 1 ? 0 : Number(value.toPrecision(digits));
}

/** The edge before a bin. `bin` may have a fraction, of where a range ends that a person typed. */
export const edgeOf = ({ start, step }: Bins, bin: number): number =>
  tidy(start + bin * step, step, Number.isInteger(bin) ? 0 : 3);

/** What lets the rows of these bins through, first and last included; nothing where that is all of them. */
export function filterOfBins(bins: Bins, measure: Measure, first: number, last: number): Filter | undefined {
  if (first <= 0 && last >= bins.count - 1) return undefined;
  const write = (edge: number) => writeEdge(bins, measure, edge);
  const isWhole = measure === 'number' && bins.step === 1 && Number.isInteger(bins.start);
  return {
    kind: 'range',
    minimum: write(edgeOf(bins, first)),
    ...(isWhole ? { maximum: write(edgeOf(bins, last)) } : { below: write(edgeOf(bins, last + 1)) }),
  };
}

function writeEdge({ step }: Bins, measure: Measure, edge: number): string {
  if (measure !== 'date') return String(edge);
  return new Date(edge).toISOString().slice(0, step % day === 0 ? 10 : 19);
}

/** Where a range stands over the bins: from and to, in bins from the left, with fractions. */
export function rangeInBins(
  bins: Bins,
  measure: Measure,
  filter: Filter | undefined,
): { readonly from: number; readonly to: number } | undefined {
  if (filter?.kind !== 'range') return undefined;
  const read = (text: string) =>
    measure === 'date' ? Date.parse(text.length > 10 ? `${text}Z` : text) : Number(text);
  const place = (value: number) => Math.min(bins.count, Math.max(0, (value - bins.start) / bins.step));
  const from = filter.minimum ? place(read(filter.minimum)) : 0;
  if (filter.below) return { from, to: place(read(filter.below)) };
  if (!filter.maximum) return { from, to: bins.count };
  // A whole number fills its bin, and a day that ends a range is in it.
  const isWhole = measure === 'number' && bins.step === 1;
  const isDay = measure === 'date' && filter.maximum.length === 10;
  return { from, to: place(read(filter.maximum) + (isWhole ? 1 : isDay ? day : 0)) };
}
