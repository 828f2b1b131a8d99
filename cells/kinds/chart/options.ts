import { z } from 'zod';

const column = z.string().min(1).max(500);
const title = z.string().max(200).optional();

export const chartMarks = ['bar', 'line', 'area', 'dot', 'histogram', 'box', 'heatmap'] as const;
export const chartAggregates = [
  'none',
  'count',
  'sum',
  'mean',
  'median',
  'min',
  'max',
  'deviation',
  'distinct',
] as const;
export const chartIntervals = ['year', 'quarter', 'month', 'week', 'day', 'hour'] as const;

/** What a chart draws of a table. `chart(data, options)` takes these; the form of a chart cell adds the name of the data. */
export const chartSpecification = z.strictObject({
  mark: z.enum(chartMarks).default('bar'),
  /** Column along the bottom. A histogram counts it in bins. */
  x: column.optional(),
  /** Column upwards. Not needed by `count` and by a histogram. */
  y: column.optional(),
  /** Column whose values become series of their own colour. */
  colour: column.optional(),
  /** How the rows of one x (and colour) become one y; `none` draws every row. */
  aggregate: z.enum(chartAggregates).optional(),
  /** Equal bins of a numeric x: always for a histogram (default 30), for other marks when given. */
  bins: z.number().int().min(2).max(500).optional(),
  /** Calendar unit to which a date in x is cut. */
  interval: z.enum(chartIntervals).optional(),
  /** Order of bars: by x, or by y with the largest first. */
  order: z.enum(['x', 'y']).optional(),
  /** Bars and areas of several colours: on top of each other, beside each other, or as shares of 100 %. */
  arrangement: z.enum(['stack', 'group', 'share']).optional(),
  xScale: z.enum(['linear', 'log']).optional(),
  yScale: z.enum(['linear', 'log']).optional(),
  title,
  xTitle: title,
  yTitle: title,
  /** Pixels. */
  height: z.number().int().min(120).max(2000).optional(),
});
export type ChartSpecification = z.infer<typeof chartSpecification>;

/** Options of a chart cell: the name of a table (another cell's output, or an attached data set) and what is drawn of it. */
export const chartOptions = z.strictObject({
  data: z.string().max(200),
  ...chartSpecification.shape,
});
export type ChartOptions = z.infer<typeof chartOptions>;
