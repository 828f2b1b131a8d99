import { z } from 'zod';
import { clauseSchema } from '@/cells/data/clause';

const column = z.string().min(1).max(500);
const title = z.string().max(200).optional();
const unit = z.string().max(20).optional();

export const chartMarks = [
  'bar',
  'line',
  'area',
  'dot',
  'histogram',
  'box',
  'heatmap',
  'pie',
  'map',
] as const;
export const chartAggregates = [
  'none',
  'count',
  'sum',
  'mean',
  'median',
  'quantile',
  'min',
  'max',
  'deviation',
  'distinct',
] as const;
export const chartIntervals = [
  'year',
  'quarter',
  'month',
  'week',
  'day',
  'hour',
  'minute',
  'monthOfYear',
  'dayOfWeek',
  'hourOfDay',
] as const;

/** What a chart draws of a table. `chart(data, options)` takes these; the form of a chart cell adds the name of the data. */
export const chartSpecification = z.strictObject({
  mark: z.enum(chartMarks).default('bar'),
  /** Column along the bottom. A histogram counts it in bins; a map takes a longitude, or countries by name or ISO code. */
  x: column.optional(),
  /** Column upwards. Not needed by `count` and by a histogram; a map of points takes a latitude. */
  y: column.optional(),
  /** Column whose values become series of their own colour. */
  colour: column.optional(),
  /** Column whose numbers are the size of points. */
  size: column.optional(),
  /** Column whose values become charts one below the other. */
  row: column.optional(),
  /** Column whose values become charts beside each other. */
  column: column.optional(),
  /** How the rows of one x (and colour) become one y; `none` draws every row. */
  aggregate: z.enum(chartAggregates).optional(),
  /** Which quantile `quantile` is: 0.9 when left out. */
  quantile: z.number().min(0).max(1).optional(),
  /** Equal bins of a numeric x: always for a histogram, for other marks when given. About so many, with edges that read well. */
  bins: z.number().int().min(2).max(500).optional(),
  /** Calendar unit to which a date in x is cut, or the part of a date that is taken. */
  interval: z.enum(chartIntervals).optional(),
  /** Order of bars: by x, or by y with the largest or the smallest first. */
  order: z.enum(['x', 'y', 'smallest']).optional(),
  /** Only the values of x with the largest y, so many; the others are together. */
  top: z.number().int().min(1).max(500).optional(),
  /** Bars and areas of several colours: on top of each other, beside each other, or as shares of 100 %. */
  arrangement: z.enum(['stack', 'group', 'share']).optional(),
  /** Points too many to draw: how many lie where, or a random sample. */
  crowd: z.enum(['density', 'sample']).optional(),
  xScale: z.enum(['linear', 'log']).optional(),
  yScale: z.enum(['linear', 'log']).optional(),
  title,
  xTitle: title,
  yTitle: title,
  /** Written behind the numbers across, and up. */
  xUnit: unit,
  yUnit: unit,
  /** Pixels. */
  height: z.number().int().min(120).max(2000).optional(),
  /** A drag or click filters the other charts and tables of the same name, and they filter this one. */
  brush: z.string().min(1).max(200).optional(),
  /** What is chosen on it to begin with. */
  selected: clauseSchema.optional(),
});
export type ChartSpecification = z.infer<typeof chartSpecification>;

/** Options of a chart cell: the name of a table (another cell's output, or an attached data set) and what is drawn of it. */
export const chartOptions = z.strictObject({
  data: z.string().max(200),
  ...chartSpecification.shape,
  /** In a cell it is linked to whatever draws the same data. */
  brush: z.union([z.boolean(), chartSpecification.shape.brush]).optional(),
});
export type ChartOptions = z.infer<typeof chartOptions>;

/** The options without what only the cell knows. `kept`: what the file keeps of what was brushed. */
export function specificationOf({ data, brush, ...rest }: ChartOptions, kept?: string): ChartSpecification {
  const group = brush === true ? data : brush || undefined;
  const selected = group && kept ? readClause(kept) : undefined;
  return { ...rest, ...(group ? { brush: group } : {}), ...(selected ? { selected } : {}) };
}

function readClause(text: string): ChartSpecification['selected'] {
  try {
    return clauseSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // written by hand, and no JSON
  }
}
