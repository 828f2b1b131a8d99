import { dealEvenly } from '../deal-evenly';
import type { Actual } from '../evaluate';
import type { Column, Columns } from '../model';
import { createRandom, rangeOf, shuffle } from '../random';
import { findColumn, isMissing } from '../read-table';
import { groupRows } from '../split';
import { unknownColumn } from '../training-features';
import type { FoldOptions } from './fold-options';

/** Row numbers of one training. No row is in both parts. */
export interface Fold {
  /** From 1. */
  readonly repeat: number;
  /** From 1, within its repeat. */
  readonly fold: number;
  /** Ascending; of a time series in order of time. */
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/**
 * Deals the rows out; sizes and boundaries are those of scikit-learn's KFold, StratifiedKFold, GroupKFold and TimeSeriesSplit. Rows
 * without a group or a time are in no fold.
 * @throws Error in words where the rows cannot be dealt out so
 */
export function makeFolds(
  table: Columns,
  actual: Actual,
  { folds, seed }: { readonly folds: FoldOptions; readonly seed: number },
): Fold[] {
  const n = table.numRows;
  if (folds.k > n) throw new Error(`${n} rows cannot be dealt out to ${folds.k} folds. Choose fewer.`);
  if (folds.kind === 'time-series') return foldTime(findOrRefuse(table, folds.column), folds);
  const repeats = 'repeats' in folds ? folds.repeats : 1;
  return Array.from({ length: repeats }, (_, i) => {
    const tests = dealTests(table, actual, { folds, seed: seed + i });
    return tests.map((test, place) => ({
      ...{ repeat: i + 1, fold: place + 1, test },
      train: joinOthers(tests, place),
    }));
  }).flat();
}

function dealTests(
  table: Columns,
  actual: Actual,
  { folds, seed }: { folds: Exclude<FoldOptions, { kind: 'time-series' }>; seed: number },
): Uint32Array[] {
  const random = createRandom(seed);
  switch (folds.kind) {
    case 'stratified':
      if (actual instanceof Float64Array)
        throw new Error('Stratified folds need classes, and the target is a number. Take k-fold instead.');
      return inOrder(dealEvenly(actual.length, folds.k, { random, labels: actual }));
    case 'group':
      return dealGroups(findOrRefuse(table, folds.column), folds.k, random);
    default:
      return inOrder(dealEvenly(table.numRows, folds.k, { random }));
  }
}

const inOrder = (folds: readonly Uint32Array[]): Uint32Array[] => folds.map((rows) => rows.sort());

/** The largest group first, each to the fold that has the fewest rows; chance orders groups of one size. */
function dealGroups(column: Column, k: number, random: () => number): Uint32Array[] {
  const { groups } = groupRows(column);
  if (groups.length < k)
    throw new Error(
      `Column “${column.name}” has ${groups.length} groups, too few for ${k} folds. Choose ${groups.length} at most.`,
    );
  const order = [...shuffle(rangeOf(groups.length), random)].sort(
    (a, b) => (groups[b]?.length ?? 0) - (groups[a]?.length ?? 0),
  );
  const folds = Array.from({ length: k }, () => [] as number[]);
  for (const place of order) {
    const least = folds.reduce((a, b) => (b.length < a.length ? b : a));
    for (const row of groups[place] ?? []) least.push(row);
  }
  return folds.map((rows) => Uint32Array.from(rows).sort());
}

/** Rows of one moment stay together on the test's side, so that no fold is trained on what it tests. */
function foldTime(
  time: Column,
  { k, testRows, gap, trainRows }: Extract<FoldOptions, { kind: 'time-series' }>,
): Fold[] {
  if (time.type !== 'date' && time.type !== 'number')
    throw new Error(
      `Column “${time.name}” cannot order rows by time: it holds ${time.type} values, not dates or numbers.`,
    );
  const { values } = time;
  const order = rangeOf(values.length).filter((row) => !isMissing(time, row));
  order.sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
  const n = order.length;
  const size = testRows ?? Math.floor(n / (k + 1));
  const firstOfMoment = (place: number) => {
    let first = place;
    while (first > 0 && values[order[first - 1] ?? 0] === values[order[place] ?? 0]) first--;
    return first;
  };
  const starts = Array.from({ length: k }, (_, i) => firstOfMoment(n - (k - i) * size));
  const ends = [...starts.slice(1), n];
  if (
    size < 1 ||
    n - k * size - gap <= 0 ||
    starts.some((start, i) => start - gap < 1 || start >= (ends[i] ?? n))
  )
    throw new Error(
      `“${time.name}” has too few moments (${n} rows) for ${k} folds of ${size} test rows with a gap of ${gap}. Choose fewer folds.`,
    );
  return starts.map((start, i) => {
    const end = start - gap;
    return {
      ...{ repeat: 1, fold: i + 1 },
      train: order.slice(trainRows === undefined ? 0 : Math.max(0, end - trainRows), end),
      test: order.slice(start, ends[i]),
    };
  });
}

function joinOthers(tests: readonly Uint32Array[], left: number): Uint32Array {
  const others = tests.filter((_, place) => place !== left);
  const joined = new Uint32Array(others.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const rows of others) {
    joined.set(rows, at);
    at += rows.length;
  }
  return joined.sort();
}

function findOrRefuse(table: Columns, name: string): Column {
  const column = findColumn(table, name);
  if (!column) throw unknownColumn(name, table);
  return column;
}
