import { quoteName } from '@/cells/data/write-literal';
import type { ChartSpecification } from './options';

export type Aggregate = Exclude<NonNullable<ChartSpecification['aggregate']>, 'none'>;

/** A figure of a group of rows. */
export interface Measured {
  readonly aggregate: Aggregate;
  /** Not needed to count. */
  readonly column?: string;
  readonly quantile?: number;
}

/** The aggregate that holds when the options name none: totals for bars, means for lines, every row for dots. */
export function aggregateOf({
  aggregate,
  mark,
  y,
}: ChartSpecification): NonNullable<ChartSpecification['aggregate']> {
  if (aggregate && (aggregate === 'none' || aggregate === 'count' || y)) return aggregate;
  if (mark === 'dot' && y) return 'none';
  if (!y) return 'count';
  return mark === 'bar' || mark === 'pie' ? 'sum' : 'mean';
}

const functions = {
  sum: 'sum',
  mean: 'avg',
  median: 'median',
  min: 'min',
  max: 'max',
  deviation: 'stddev_samp',
} as const;

export function writeAggregate({ aggregate, column, quantile = 0.9 }: Measured): string {
  if (aggregate === 'count' || column === undefined) return 'count(*)';
  const name = quoteName(column);
  if (aggregate === 'distinct') return `count(DISTINCT ${name})`;
  if (aggregate === 'quantile') return `quantile_cont(${name}, ${quantile})`;
  return `${functions[aggregate]}(${name})`;
}

/** Sums of a group from which its figure follows, and that of several groups together: what a cube keeps. */
export interface Partial {
  readonly name: string;
  readonly sql: string;
  readonly joins: 'sum' | 'min' | 'max';
}

/** The parts of an aggregate, the number of rows first; undefined for one that does not follow from parts. */
export function partsOf({ aggregate, column = '' }: Measured): readonly Partial[] | undefined {
  const rows: Partial = { name: 'n', sql: 'count(*)::DOUBLE', joins: 'sum' };
  if (aggregate === 'count' || column === '') return [rows];
  const value = `${quoteName(column)}::DOUBLE`;
  const known: Partial = { name: 'known', sql: `count(${quoteName(column)})::DOUBLE`, joins: 'sum' };
  const total: Partial = { name: 'total', sql: `coalesce(sum(${value}), 0)`, joins: 'sum' };
  switch (aggregate) {
    case 'sum':
    case 'mean':
      return [rows, known, total];
    case 'deviation':
      return [
        rows,
        known,
        total,
        { name: 'squares', sql: `coalesce(sum(${value} * ${value}), 0)`, joins: 'sum' },
      ];
    case 'min':
    case 'max':
      return [rows, { name: 'end', sql: `${aggregate}(${value})`, joins: aggregate }];
    case 'median':
    case 'quantile':
    case 'distinct':
      return undefined;
  }
}

/** The figure from its joined parts, in the order of `partsOf`. Null where there is none. */
export function figureOf(
  aggregate: Aggregate,
  [n = 0, second = 0, total = 0, squares = 0]: readonly number[],
) {
  switch (aggregate) {
    case 'sum':
      return second > 0 ? total : null;
    case 'mean':
      return second > 0 ? total / second : null;
    case 'deviation':
      return second > 1 ? Math.sqrt(Math.max(0, (squares - (total * total) / second) / (second - 1))) : null;
    case 'min':
    case 'max':
      return Number.isFinite(second) ? second : null;
    default:
      return n;
  }
}
