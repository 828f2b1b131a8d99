import type { DatePart } from '../date-parts';
import { findColumn } from '../read-table';
import { unknownColumn } from '../training-features';
import { groupColumn, type RowGroups } from './group-rows';
import type { JudgedRows } from './judged-rows';
import {
  addRow,
  type Ends,
  type LossMoments,
  type MetricDifference,
  meanLoss,
  metricDifference,
  metricInterval,
  momentWidth,
  subtractMoments,
  sumMoments,
} from './loss-moments';
import { metricOfLoss, rowLosses, type SliceMetric } from './row-losses';
import { type Slice, saySlice } from './slice';

export interface SliceFigure {
  readonly slice: Slice;
  /** The slice in words. */
  readonly name: string;
  /** Its rows, and their share of all. */
  readonly size: number;
  readonly share: number;
  readonly metric: number;
  /** 95 %, of the metric. */
  readonly interval: Ends;
  /** The metric of all other rows, and how far the slice's is from it. */
  readonly rest: number;
  readonly difference: MetricDifference;
}

export interface SliceFigures {
  readonly metric: SliceMetric;
  readonly overall: { readonly size: number; readonly metric: number; readonly interval: Ends };
  readonly slices: readonly SliceFigure[];
}

/** A column by which rows are parted; a date by one of its parts, else by ranges. */
export interface SliceBy {
  readonly column: string;
  readonly part?: DatePart;
  /** Ranges of numbers, by quantiles (10). */
  readonly bins?: number;
}

/**
 * The metric of each part of the rows, by one column or by two. Parts without rows are left out; those with few are there, and their
 * interval says so.
 * @throws Error in words for a column that is not there, or a metric that cannot be told by part
 */
export function measureSlices(
  rows: JudgedRows,
  by: readonly [SliceBy] | readonly [SliceBy, SliceBy],
  metric: SliceMetric,
): SliceFigures {
  const groups = by.map((one) => {
    const column = findColumn(rows.columns, one.column);
    if (!column) throw unknownColumn(one.column, rows.columns);
    return groupColumn(column, one);
  });
  const [first, second] = groups;
  if (!first) throw new Error('Choose a column by which the rows are parted.');
  const table = momentsByGroup(rows, rowLosses(rows, metric), first, second);
  const width = second ? second.groups.length + 1 : 1;
  const all = sumMoments(table, Array(table.length / momentWidth).keys());
  const slices = first.groups.flatMap((condition, i) =>
    (second?.groups ?? [undefined]).flatMap((other, j) => {
      const part = sumMoments(table, [i * width + j]);
      const slice = { conditions: other ? [condition, other] : [condition] };
      return part.rows === 0 ? [] : [describeSlice(slice, { rows, metric, part, all })];
    }),
  );
  return { metric, overall: describeAll(metric, all), slices };
}

/** Moments by the groups of one column, or of two crossed; the last place of each is for rows in no group. */
export function momentsByGroup(
  { weights }: JudgedRows,
  losses: Float64Array,
  first: RowGroups,
  second?: RowGroups,
): Float64Array {
  const width = second ? second.groups.length + 1 : 1;
  const table = new Float64Array((first.groups.length + 1) * width * momentWidth);
  for (let row = 0; row < losses.length; row++) {
    const i = placeOf(first, row);
    const j = second ? placeOf(second, row) : 0;
    addRow(table, i * width + j, losses[row] ?? 0, weights?.[row] ?? 1);
  }
  return table;
}

function placeOf({ ofRow, groups }: RowGroups, row: number): number {
  const place = ofRow[row] ?? -1;
  return place === -1 ? groups.length : place;
}

export function describeSlice(
  slice: Slice,
  { rows, metric, part, all }: { rows: JudgedRows; metric: SliceMetric; part: LossMoments; all: LossMoments },
): SliceFigure {
  const own = meanLoss(part);
  const rest = meanLoss(subtractMoments(all, part));
  return {
    ...{ slice, name: saySlice(slice, rows.columns), size: part.rows, share: part.weight / all.weight },
    metric: metricOfLoss[metric](own.mean),
    interval: metricInterval(metric, own),
    rest: metricOfLoss[metric](rest.mean),
    difference: metricDifference(metric, own, rest),
  };
}

export function describeAll(metric: SliceMetric, all: LossMoments): SliceFigures['overall'] {
  const mean = meanLoss(all);
  return {
    size: all.rows,
    metric: metricOfLoss[metric](mean.mean),
    interval: metricInterval(metric, mean),
  };
}
