import type { ChartSpecification } from '@/cells/kinds/chart';
import { aggregateOf } from '@/cells/kinds/chart/aggregates';

const names = {
  sum: 'sum',
  mean: 'mean',
  median: 'median',
  min: 'smallest',
  max: 'largest',
  deviation: 'standard deviation',
  distinct: 'distinct values',
} as const;

/** A figure in words: "mean of price". */
export function sayAggregate(
  aggregate: ReturnType<typeof aggregateOf>,
  column: string | undefined,
  quantile = 0.9,
): string {
  if (aggregate === 'count' || column === undefined) return 'rows';
  if (aggregate === 'none') return column;
  if (aggregate === 'quantile') return `${Math.round(quantile * 1000) / 10} % quantile of ${column}`;
  return `${names[aggregate]} of ${column}`;
}

/** What an axis upwards measures. */
export function yLabel(options: ChartSpecification): string {
  const { mark, x, y } = options;
  if (mark === 'histogram') return 'rows';
  if (mark === 'box') return y ?? x ?? '';
  if (mark === 'heatmap') return y ?? '';
  return sayAggregate(aggregateOf(options), y, options.quantile);
}

/** What the colour of a heat map's cell measures. */
export const colourLabel = ({ colour, aggregate, quantile }: ChartSpecification): string =>
  colour && aggregate !== 'count'
    ? sayAggregate(aggregate && aggregate !== 'none' ? aggregate : 'mean', colour, quantile)
    : 'rows';
