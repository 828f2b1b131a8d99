import type { Bins } from '@/cells/data/bins';

/** What a column is to a chart. */
export type Measure = 'number' | 'date' | 'category';

/** The columns of a chart by what they are for. */
export const chartRoles = ['x', 'y', 'colour', 'size', 'row', 'column'] as const;
export type ChartRole = (typeof chartRoles)[number];

/** Measures of the columns that the chart uses, where they are known; otherwise the options decide. */
export type Measures = Readonly<Partial<Record<ChartRole, Measure>>>;

/** What is known of the data before the rows of a chart are asked for. Without it a query finds out by itself. */
export interface ChartFacts {
  readonly measures?: Measures;
  /** Bins of x, and of y where both are cut. */
  readonly xBins?: Bins;
  readonly yBins?: Bins;
  /** The values that have a place of their own; the others are together. */
  readonly kept?: Readonly<Partial<Record<ChartRole, readonly string[]>>>;
  /** Columns with values that are not finite: rows with such a one are left out. */
  readonly infinite?: readonly string[];
  /** Points are drawn as how many lie where. */
  readonly isCrowded?: boolean;
}

/** What a column is to a chart by its type in DuckDB. */
export function measureOfType(type: string): Measure {
  if (/^(DATE|TIMESTAMP)/.test(type)) return 'date';
  return /^(U?(TINY|SMALL|BIG|HUGE)?INT|INTEGER|UINTEGER|FLOAT|DOUBLE|DECIMAL)/.test(type)
    ? 'number'
    : 'category';
}
