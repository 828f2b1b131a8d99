import type { ChartSpecification } from './options';

/** What a column is to a chart. */
export type Measure = 'number' | 'date' | 'category';

/** Measures of the columns that the chart uses, where they are known; otherwise the options decide. */
export type Measures = Readonly<Partial<Record<'x' | 'y' | 'colour', Measure>>>;

export const defaultBins = 30;
/** More marks than this are not drawn: `dot` draws a sample of this many rows. */
export const mostMarks = 20_000;

/**
 * The SELECT behind a chart, with the columns `x`, `y` and `colour` (where used) of one row per mark. A box has instead of `y`
 * its five numbers `lower`, `q1`, `median`, `q3`, `upper`.
 */
export function chartQuery(options: ChartSpecification, table: string, measures: Measures = {}): string {
  switch (options.mark) {
    case 'histogram':
      return histogramQuery(options, table, measures);
    case 'box':
      return boxQuery(options, table);
    case 'heatmap':
      return heatmapQuery(options, table);
    default:
      return aggregateOf(options) === 'none'
        ? rowsQuery(options, table)
        : groupQuery(options, table, measures);
  }
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
  return mark === 'bar' ? 'sum' : 'mean';
}

const functions = {
  sum: 'sum',
  mean: 'avg',
  median: 'median',
  min: 'min',
  max: 'max',
  deviation: 'stddev_samp',
} as const;

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A name as SQL takes it: bare when it can stand bare. */
const writeName = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : quoteName(name));

function measureOf({ aggregate, y, mark }: ChartSpecification): string {
  const chosen = aggregateOf({ aggregate, y, mark });
  if (chosen === 'count' || chosen === 'none' || !y) return 'count(*)';
  if (chosen === 'distinct') return `count(DISTINCT ${quoteName(y)})`;
  return `${functions[chosen]}(${quoteName(y)})`;
}

function groupQuery(options: ChartSpecification, table: string, measures: Measures): string {
  const { x, colour, interval, bins } = options;
  if (x && bins && measures.x !== 'category' && !interval) return binnedQuery(options, table, bins, measures);
  return lines(
    `SELECT ${columns(`${positionOf(options)} AS x`, `${measureOf(options)} AS y`, colour && `${quoteName(colour)} AS colour`)}`,
    `FROM ${writeName(table)}`,
    x && `WHERE ${quoteName(x)} IS NOT NULL`,
    'GROUP BY ALL',
    `ORDER BY x${colour ? ', colour' : ''}`,
  );
}

function positionOf({ x, interval }: ChartSpecification): string {
  if (!x) return "'all'";
  return interval ? `date_trunc('${interval}', ${quoteName(x)})` : quoteName(x);
}

function rowsQuery({ x, y, colour, mark }: ChartSpecification, table: string): string {
  return lines(
    `SELECT ${columns(x && `${quoteName(x)} AS x`, y && `${quoteName(y)} AS y`, colour && `${quoteName(colour)} AS colour`)}`,
    `FROM ${writeName(table)}`,
    (x || y) &&
      `WHERE ${[x, y]
        .filter(Boolean)
        .map((name) => `${quoteName(name ?? '')} IS NOT NULL`)
        .join(' AND ')}`,
    mark === 'dot' ? `USING SAMPLE reservoir(${mostMarks} ROWS) REPEATABLE (1)` : 'ORDER BY x',
  );
}

function histogramQuery(options: ChartSpecification, table: string, measures: Measures): string {
  const counted = { ...options, y: undefined, aggregate: 'count' } as const;
  if (options.interval || measures.x === 'category' || !options.x)
    return groupQuery({ ...counted, bins: undefined }, table, measures);
  return binnedQuery(counted, table, options.bins ?? defaultBins, measures);
}

/** Equal bins from the smallest to the largest value; x is the middle of its bin. */
function binnedQuery(options: ChartSpecification, table: string, bins: number, measures: Measures): string {
  const isDate = measures.x === 'date';
  const column = quoteName(options.x ?? '');
  const x = isDate ? `epoch(${column})` : column;
  const middle = `low + (least(floor(coalesce((${x} - low) / nullif(width, 0), 0)), ${bins - 1}) + 0.5) * width`;
  return lines(
    `WITH edges AS (SELECT min(${x}) AS low, (max(${x}) - min(${x})) / ${bins} AS width FROM ${writeName(table)} WHERE isfinite(${column}))`,
    `SELECT ${columns(
      `${isDate ? `TIMESTAMP '1970-01-01' + to_seconds(${middle})` : middle} AS x`,
      `${measureOf(options)} AS y`,
      options.colour && `${quoteName(options.colour)} AS colour`,
    )}`,
    `FROM ${writeName(table)}, edges`,
    `WHERE isfinite(${column})`,
    'GROUP BY ALL',
    `ORDER BY x${options.colour ? ', colour' : ''}`,
  );
}

function boxQuery(options: ChartSpecification, table: string): string {
  const { x, y, colour } = options;
  const value = quoteName(y ?? x ?? '');
  const position = x && y ? positionOf(options) : "''";
  return lines(
    `SELECT ${columns(
      `${position} AS x`,
      colour && `${quoteName(colour)} AS colour`,
      `quantile_cont(${value}, 0.25) AS q1`,
      `median(${value}) AS median`,
      `quantile_cont(${value}, 0.75) AS q3`,
      `greatest(min(${value}), q1 - 1.5 * (q3 - q1)) AS lower`,
      `least(max(${value}), q3 + 1.5 * (q3 - q1)) AS upper`,
    )}`,
    `FROM ${writeName(table)}`,
    `WHERE ${value} IS NOT NULL`,
    'GROUP BY ALL',
    `ORDER BY x${colour ? ', colour' : ''}`,
  );
}

/** Two positions; the colour of a cell is the aggregate of `colour`, else the number of rows. */
function heatmapQuery(options: ChartSpecification, table: string): string {
  const { y, colour } = options;
  const value = measureOf({ mark: 'line', y: colour, aggregate: options.aggregate });
  return lines(
    `SELECT ${columns(`${positionOf(options)} AS x`, `${y ? quoteName(y) : "'all'"} AS y`, `${value} AS colour`)}`,
    `FROM ${writeName(table)}`,
    'GROUP BY ALL',
    'ORDER BY x, y',
  );
}

const columns = (...parts: readonly (string | undefined | false)[]): string =>
  parts.filter(Boolean).join(', ');
const lines = (...parts: readonly (string | undefined | false)[]): string => parts.filter(Boolean).join('\n');
