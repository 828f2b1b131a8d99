import type { Column } from './model';
import { createRandom, rangeOf, shuffle } from './random';
import { dateOf, isMissing } from './read-table';
import type { SplitOptions } from './train-options';

/** Row numbers of both parts. Random parts are ascending, parts by time in order of time. No row is in both. */
export interface Split {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
  /** Rows in neither: their time is missing. */
  readonly dropped: number;
}

/** Splits n rows at random. */
export function splitRandomly(n: number, testShare: number, seed: number): Split {
  const rows = shuffle(rangeOf(n), createRandom(seed));
  const test = atLeastOne(n, testShare);
  return { train: rows.slice(test).sort(), test: rows.slice(0, test).sort(), dropped: 0 };
}

/** Splits at random within each class, so that every class with two rows or more is in both parts. */
export function splitStratified(classes: readonly string[], testShare: number, seed: number): Split {
  const byClass = new Map<string, number[]>();
  classes.forEach((label, row) => {
    const rows = byClass.get(label);
    if (rows) rows.push(row);
    else byClass.set(label, [row]);
  });
  const random = createRandom(seed);
  const train: number[] = [];
  const test: number[] = [];
  for (const label of [...byClass.keys()].sort()) {
    const rows = shuffle(Uint32Array.from(byClass.get(label) ?? []), random);
    const tested = rows.length < 2 ? 0 : atLeastOne(rows.length, testShare);
    rows.forEach((row, i) => {
      (i < tested ? test : train).push(row);
    });
  }
  return { train: Uint32Array.from(train).sort(), test: Uint32Array.from(test).sort(), dropped: 0 };
}

/**
 * The later rows test: from the boundary on, or the last `testShare`; rows of the same moment stay together, on the test's side.
 * @throws Error that names the column when a part is empty or the boundary cannot be read
 */
export function splitByTime(
  time: Column,
  { boundary, testShare }: Omit<Extract<SplitOptions, { by: 'time' }>, 'by' | 'column'>,
): Split {
  if (time.type !== 'date' && time.type !== 'number')
    throw new Error(
      `Column “${time.name}” cannot order rows by time: it holds ${time.type} values, not dates or numbers.`,
    );
  const values = time.values;
  const present = rangeOf(values.length).filter((row) => !isMissing(time, row));
  present.sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
  const at = (index: number) => values[present[index] ?? -1] ?? Number.NaN;
  const first =
    boundary === undefined
      ? at(present.length - atLeastOne(present.length, testShare))
      : readBoundary(boundary, time);
  let start = 0;
  while (start < present.length && at(start) < first) start++;
  if (start === 0 || start === present.length)
    throw new Error(
      `Splitting by “${time.name}” at ${boundary ?? 'the last rows'} leaves no rows to ${start === 0 ? 'train on' : 'test with'}. ` +
        `It runs from ${write(at(0), time)} to ${write(at(present.length - 1), time)}.`,
    );
  return {
    train: present.slice(0, start),
    test: present.slice(start),
    dropped: values.length - present.length,
  };
}

function readBoundary(boundary: string | number, time: Column): number {
  const value = time.type === 'date' ? dateOf(boundary) : Number(boundary);
  if (Number.isFinite(value)) return value;
  throw new Error(
    `The boundary “${boundary}” is not ${time.type === 'date' ? 'a date such as 2012-01-31' : 'a number'}, as “${time.name}” needs.`,
  );
}

function write(value: number, time: Column): string {
  return time.type === 'date' && Number.isFinite(value)
    ? new Date(value).toISOString().slice(0, 10)
    : String(value);
}

function atLeastOne(n: number, share: number): number {
  return Math.min(Math.max(Math.round(n * share), 1), Math.max(n - 1, 0));
}
