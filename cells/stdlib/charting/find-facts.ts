import { type Bins, divide } from '@/cells/data/bins';
import { quoteName } from '@/cells/data/write-literal';
import type { ChartSpecification } from '@/cells/kinds/chart';
import { aggregateOf, writeAggregate } from '@/cells/kinds/chart/aggregates';
import {
  type ChartFacts,
  type ChartRole,
  chartRoles,
  type Measure,
  measureOfType,
} from '@/cells/kinds/chart/measures';
import { defaultBins } from '@/cells/kinds/chart/plan';
import { mostMarks } from '@/cells/kinds/chart/query';
import type { ChartSource } from './chart-source';
import { formatCount } from './format-figure';

/** What is known of one column that a chart uses. */
export interface ColumnFacts {
  readonly name: string;
  readonly measure: Measure;
  /** Numbers, and dates in milliseconds; undefined without any. */
  readonly minimum?: number;
  readonly maximum?: number;
  readonly isWhole: boolean;
  /** How many values are infinite, or no numbers. */
  readonly infinite: number;
  /** About how many different values. */
  readonly distinct: number;
}

export interface FoundFacts extends ChartFacts {
  /** The options, with what the data forbid put right. */
  readonly options: ChartSpecification;
  readonly rows: number;
  readonly columns: Readonly<Partial<Record<ChartRole, ColumnFacts>>>;
  /** In words, what was done to the data to draw them. */
  readonly notes: readonly string[];
}

/** More places across than these become bins. */
const mostPlaces = 1000;
const mostLineRows = 50_000;
const mostColours = 12;
const mostPanels = 12;
const mostCategories = 60;
const mostSlices = 12;

/**
 * Looks the columns up, and decides what their ends and numbers of values decide: bins, which categories have a place, and whether
 * points are too many to be drawn one by one.
 * @throws TypeError that names a column which is not there
 */
export async function findFacts(source: ChartSource, wanted: ChartSpecification): Promise<FoundFacts> {
  const types = new Map(
    Array.from(await source.query(`DESCRIBE FROM ${quoteName(source.table)}`), (row) => [
      String(row.column_name),
      String(row.column_type),
    ]),
  );
  if (!wanted.x && !wanted.y) throw new TypeError('chart: choose a column for x or y.');
  const { columns, rows } = await lookUp(source, wanted, types);
  const notes: string[] = [];
  const options = putRight(wanted, { columns, rows, notes });
  const measures = Object.fromEntries(
    Object.entries(columns).map(([role, { measure }]) => [role, measure]),
  ) as Partial<Record<ChartRole, Measure>>; // the same keys
  const { mark } = options;
  const { x, y, colour } = columns;
  if (colour && colour.measure === 'number' && mark !== 'heatmap' && !(mark === 'map' && !options.y))
    if (colour.distinct <= mostColours || !isOfPoints(options, measures)) measures.colour = 'category';

  const isCrowded = isOfPoints(options, measures) && rows > mostMarks && mayCrowd(options, measures);
  const bins = chooseBins(options, { x, y, isCrowded });
  const kept = await keepLargest(source, options, {
    columns,
    measures,
    notes,
    isBinned: bins.xBins !== undefined,
  });
  if (kept.x) measures.x = 'category';
  if (isCrowded) notes.push(`${formatCount(rows, 'row')}: the colour says how many lie where.`);
  else if (isOfPoints(options, measures) && rows > mostMarks)
    notes.push(
      `A random sample of ${formatCount(mostMarks, 'row')} of ${formatCount(rows, 'row')} is drawn.`,
    );
  if (bins.note) notes.push(bins.note);
  const infinite = Object.values(columns).filter((column) => column.infinite > 0);
  for (const { name, infinite: count } of new Map(infinite.map((one) => [one.name, one])).values())
    notes.push(`${formatCount(count, 'row')} left out: ${name} is infinite there, or no number.`);
  return {
    options,
    rows,
    columns,
    notes,
    measures,
    ...(bins.xBins && { xBins: bins.xBins }),
    ...(bins.yBins && { yBins: bins.yBins }),
    ...(isCrowded && { isCrowded }),
    ...(infinite.length > 0 && { infinite: [...new Set(infinite.map(({ name }) => name))] }),
    kept,
  };
}

type Types = ReadonlyMap<string, string>;
type Columns = FoundFacts['columns'];

async function lookUp(source: ChartSource, options: ChartSpecification, types: Types) {
  const asked = chartRoles.flatMap((role) => {
    const name = options[role];
    if (!name) return [];
    const type = types.get(name);
    if (type === undefined) throw new TypeError(sayMissing(role, name, types));
    return [{ role, name, measure: measureOfType(type) }];
  });
  const figures = asked.flatMap(({ role, name, measure }) => {
    const column = quoteName(name);
    const known = `FILTER (WHERE isfinite(${column}${measure === 'number' ? '::DOUBLE' : ''}))`;
    const value = measure === 'date' ? `epoch_ms(${column}::TIMESTAMP)::DOUBLE` : `${column}::DOUBLE`;
    return [
      `approx_count_distinct(${column})::DOUBLE AS ${role}_distinct`,
      ...(measure === 'category'
        ? []
        : [`min(${value}) ${known} AS ${role}_min`, `max(${value}) ${known} AS ${role}_max`]),
      ...(measure === 'number'
        ? [`(count(*) FILTER (WHERE NOT isfinite(${column}::DOUBLE)))::DOUBLE AS ${role}_infinite`]
        : []),
      ...(measure === 'number' ? [`bool_and(${column} = trunc(${column})) ${known} AS ${role}_whole`] : []),
    ];
  });
  const [row = {}] = await source.query(
    `SELECT ${['count(*)::DOUBLE AS row_count', ...figures].join(', ')} FROM ${quoteName(source.table)}`,
  );
  const figure = (name: string) => (typeof row[name] === 'number' ? row[name] : undefined);
  const columns: Columns = Object.fromEntries(
    asked.map(({ role, name, measure }) => [
      role,
      {
        name,
        measure,
        minimum: figure(`${role}_min`),
        maximum: figure(`${role}_max`),
        isWhole: row[`${role}_whole`] === true,
        infinite: figure(`${role}_infinite`) ?? 0,
        distinct: figure(`${role}_distinct`) ?? 0,
      },
    ]),
  );
  return { columns, rows: figure('row_count') ?? 0 };
}

function sayMissing(role: ChartRole, name: string, types: Types): string {
  const all = [...types.keys()];
  const some = all.slice(0, 30).join(', ');
  const more = all.length > 30 ? `, and ${all.length - 30} more` : '';
  return `chart: there is no column ${name} any longer, which is chosen for ${role}. Columns: ${some}${more}.`;
}

interface Found {
  readonly columns: Columns;
  readonly rows: number;
  readonly notes: string[];
}

/**
 * The options with what does not fit the columns put right, where it can be. Every row of a million is no line: each place shows its
 * mean instead, and the picture says so.
 */
function putRight(wanted: ChartSpecification, { columns, rows, notes }: Found): ChartSpecification {
  const options = columns.x?.measure === 'date' ? wanted : { ...wanted, interval: undefined };
  const { mark, y, colour } = options;
  const aggregate = aggregateOf(options);
  const measured =
    mark === 'heatmap' ? colour && columns.colour : mark === 'box' ? (columns.y ?? columns.x) : columns.y;
  const isFigured =
    mark === 'box' ||
    !['none', 'count', 'distinct', 'min', 'max'].includes(
      mark === 'heatmap' ? (options.aggregate ?? 'mean') : aggregate,
    );
  const isPlace = mark === 'histogram' || (mark === 'map' && columns.x?.measure !== 'category');
  if (measured && isFigured && !isPlace && measured.measure !== 'number')
    throw new TypeError(
      `chart: ${measured.name} holds no numbers, so there is no ${mark === 'box' ? 'box' : mark === 'heatmap' ? 'figure' : aggregate} of it. Choose a column of numbers, or count the rows.`,
    );
  if (columns.size && columns.size.measure !== 'number')
    throw new TypeError(`chart: ${columns.size.name} holds no numbers, so it cannot be a size.`);
  for (const [role, scale] of [
    ['x', options.xScale],
    ['y', options.yScale],
  ] as const) {
    const column = columns[role];
    const isRaw = role === 'x' || aggregate === 'none';
    if (scale === 'log' && isRaw && column?.measure === 'number' && (column.minimum ?? 1) <= 0)
      notes.push(`Values of ${column.name} that are not above 0 have no place on a logarithmic scale.`);
  }
  const drawsRows = mark === 'line' || mark === 'area' || mark === 'bar' || mark === 'pie';
  if (!drawsRows || aggregate !== 'none' || rows <= mostLineRows || columns.y?.measure !== 'number')
    return options;
  notes.push(`${formatCount(rows, 'row')} are more than can be told apart: the mean of ${y} is drawn.`);
  return { ...options, aggregate: 'mean' };
}

const isOfPoints = (
  { mark, y, ...rest }: ChartSpecification,
  { x }: FoundFacts['measures'] & object,
): boolean =>
  (mark === 'dot' && y !== undefined && aggregateOf({ ...rest, mark, y }) === 'none') ||
  (mark === 'map' && y !== undefined && x !== 'category');

function mayCrowd(options: ChartSpecification, { x, y }: FoundFacts['measures'] & object): boolean {
  const { crowd, colour, size, xScale, yScale } = options;
  if (crowd === 'sample' || x === 'category' || y === 'category' || !x || !y) return false;
  return crowd === 'density' || (!colour && !size && xScale !== 'log' && yScale !== 'log');
}

function chooseBins(
  { mark, bins, interval, ...options }: ChartSpecification,
  { x, y, isCrowded }: { x?: ColumnFacts; y?: ColumnFacts; isCrowded: boolean },
): { xBins?: Bins; yBins?: Bins; note?: string } {
  const cut = (column: ColumnFacts | undefined, wanted: number) =>
    column && column.measure !== 'category' && column.minimum !== undefined && column.maximum !== undefined
      ? divide(column.measure, column.minimum, column.maximum, column.isWhole, wanted)
      : undefined;
  if (isCrowded) return { xBins: cut(x, 160), yBins: cut(y, 100) };
  if (mark === 'heatmap')
    return {
      ...(!interval && (bins || (x && x.distinct > 60)) ? { xBins: cut(x, bins ?? 40) } : {}),
      ...(y && y.distinct > 60 ? { yBins: cut(y, bins ?? 40) } : {}),
    };
  if (interval || mark === 'box' || mark === 'pie' || mark === 'map') return {};
  if (mark === 'histogram' || bins) return { xBins: cut(x, bins ?? defaultBins) };
  const isAggregated = aggregateOf({ mark, ...options }) !== 'none';
  if (!isAggregated || !x || x.measure === 'category' || x.distinct <= mostPlaces || options.top) return {};
  const xBins = cut(x, mark === 'bar' ? 100 : 400);
  return xBins ? { xBins, note: `${x.name} is cut into ${xBins.count} equal parts.` } : {};
}

async function keepLargest(
  source: ChartSource,
  options: ChartSpecification,
  {
    columns,
    measures,
    notes,
    isBinned,
  }: {
    columns: Columns;
    measures: Partial<Record<ChartRole, Measure>>;
    notes: string[];
    isBinned: boolean;
  },
): Promise<Partial<Record<ChartRole, readonly string[]>>> {
  const { mark, top, interval } = options;
  const kept: Partial<Record<ChartRole, readonly string[]>> = {};
  const most: Partial<Record<ChartRole, number>> = {
    colour: mostColours - 2,
    row: mostPanels,
    column: mostPanels,
    ...(mark === 'heatmap' && measures.y === 'category' ? { y: mostCategories } : {}),
    ...(!isBinned && !interval && (measures.x === 'category' || top)
      ? { x: top ?? (mark === 'pie' ? mostSlices : mark === 'map' ? 1000 : mostCategories) }
      : {}),
  };
  for (const [role, number] of Object.entries(most) as [ChartRole, number][]) {
    const column = columns[role];
    if (!column) continue;
    if (role === 'colour' && (mark === 'heatmap' || measures.colour !== 'category')) continue;
    // The number of values is an estimate: a few more than there is room for are let through.
    const isTop = role === 'x' && top !== undefined;
    if (!isTop && column.distinct <= number + (role === 'colour' ? 2 : number / 5)) continue;
    const figure = role === 'x' && options.y && mark !== 'box' ? largestBy(options) : 'count(*)';
    const name = quoteName(column.name);
    const found = await source.query(
      `SELECT ${name}::VARCHAR AS value FROM ${quoteName(source.table)} WHERE ${name} IS NOT NULL GROUP BY value ORDER BY ${figure} ${options.order === 'smallest' && role === 'x' ? 'ASC' : 'DESC'} NULLS LAST, value LIMIT ${number}`,
    );
    kept[role] = Array.from(found, ({ value }) => String(value));
    if (column.distinct > number)
      notes.push(
        `${isTop ? `The ${number} ${options.order === 'smallest' ? 'smallest' : 'largest'}` : `${number}`} of about ${formatCount(Math.round(column.distinct), 'value')} of ${column.name} stand for themselves; the others are together.`,
      );
  }
  return kept;
}

function largestBy(options: ChartSpecification): string {
  const aggregate = aggregateOf(options);
  return aggregate === 'none' || !options.y
    ? 'count(*)'
    : writeAggregate({
        aggregate,
        column: options.y,
        ...(options.quantile === undefined ? {} : { quantile: options.quantile }),
      });
}
