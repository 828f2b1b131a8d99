import type { Column } from './model';
import { createRandom, rangeOf, shuffle } from './random';
import { dateOf, isMissing, textAt } from './read-table';
import type { SplitOptions } from './train-options';

/** Row numbers of both parts. Random parts are ascending, parts by time in order of time. No row is in both. */
export interface Split {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
  /** Rows in neither: their time, or their group, is missing. */
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
 * Whole groups test: at random as many as come nearest to the share of the rows, one at least, never all.
 * @throws Error that names the column where there are fewer than two groups
 */
export function splitByGroup(group: Column, testShare: number, seed: number): Split {
  const { groups, dropped } = groupRows(group);
  const order = shuffle(rangeOf(groups.length), createRandom(seed));
  const rows = groups.reduce((sum, one) => sum + one.length, 0);
  const isTest = new Uint8Array(groups.length);
  let tested = 0;
  let left = groups.length;
  for (const place of order) {
    const size = groups[place]?.length ?? 0;
    const nearer = Math.abs(tested + size - rows * testShare) < Math.abs(tested - rows * testShare);
    if (left === 1 || (tested > 0 && !nearer)) continue;
    isTest[place] = 1;
    tested += size;
    left--;
  }
  const take = (wanted: 0 | 1) =>
    Uint32Array.from(groups.flatMap((one, place) => (isTest[place] === wanted ? one : []))).sort();
  return { train: take(0), test: take(1), dropped };
}

/**
 * The rows of each group, in order of the groups' first rows, and how many rows are in none.
 * @throws Error that names the column where there are fewer than two groups
 */
export function groupRows(group: Column): { groups: number[][]; dropped: number } {
  const byGroup = new Map<string, number[]>();
  let dropped = 0;
  for (let row = 0; row < group.values.length; row++) {
    const label = textAt(group, row);
    const rows = label === null ? undefined : byGroup.get(label);
    if (label === null) dropped++;
    else if (rows) rows.push(row);
    else byGroup.set(label, [row]);
  }
  if (byGroup.size < 2)
    throw new Error(
      `Column “${group.name}” cannot part the rows: it has ${byGroup.size === 1 ? 'one group only' : 'no values'}.`,
    );
  return { groups: [...byGroup.values()], dropped };
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
