import { type Bins, noise } from '@/cells/data/bins';
import { quoteName, quoteText } from '@/cells/data/write-literal';
import { aggregateOf, type Measured } from './aggregates';
import type { ChartFacts, ChartRole, Measures } from './measures';
import type { ChartSpecification } from './options';

export interface Key {
  readonly name: ChartRole;
  readonly sql: string;
}

/** How the rows of a chart come about from those of the table. */
export type ChartPlan = {
  /** Rows that have no place in the picture are left out. */
  readonly conditions: readonly string[];
  /** Needs the ends of x, which nobody has looked up: `edges` in the query. */
  readonly isEdged?: { readonly bins: number; readonly x: string };
} & (
  | {
      readonly kind: 'groups';
      readonly keys: readonly Key[];
      readonly values: readonly (Measured & { readonly name: 'y' | 'colour' })[];
    }
  | { readonly kind: 'boxes'; readonly keys: readonly Key[]; readonly value: string }
  | { readonly kind: 'rows'; readonly columns: readonly Key[]; readonly isSampled: boolean }
);

export const defaultBins = 30;
/** Together in one: what has no place of its own. */
export const otherName = 'other';

export function planChart(options: ChartSpecification, facts: ChartFacts = {}): ChartPlan {
  const plan = planMarks(options, facts);
  const finite = (facts.infinite ?? [])
    .map(quoteName)
    .map((name) => `(${name} IS NULL OR isfinite(${name}))`);
  return { ...plan, conditions: [...plan.conditions, ...finite] };
}

function planMarks(options: ChartSpecification, facts: ChartFacts): ChartPlan {
  const { mark, x, y } = options;
  const { measures = {} } = facts;
  const split = (['colour', 'row', 'column'] as const).flatMap((name) => {
    const column = options[name];
    return column ? [{ name, sql: keptOr(quoteName(column), facts.kept?.[name]) }] : [];
  });
  const panels = split.filter(({ name }) => name !== 'colour');
  const isPoints = mark === 'map' && x !== undefined && y !== undefined && measures.x !== 'category';
  if (mark === 'box') {
    const value = y ?? x ?? '';
    const across: Key[] =
      x && y ? [{ name: 'x', sql: positionOf(options, facts) }] : [{ name: 'x', sql: "''" }];
    return {
      kind: 'boxes',
      keys: [...across, ...split],
      value,
      conditions: [...known(x && y ? x : undefined, measures.x), ...known(value, 'number')],
    };
  }
  if ((mark === 'dot' || isPoints) && facts.isCrowded && facts.xBins && facts.yBins)
    return {
      kind: 'groups',
      keys: [
        { name: 'x', sql: binOf(quoteName(x ?? ''), facts.xBins, measures.x) },
        { name: 'y', sql: binOf(quoteName(y ?? ''), facts.yBins, measures.y) },
        ...panels,
      ],
      values: [{ name: 'colour', aggregate: 'count' }],
      conditions: [...known(x, measures.x), ...known(y, measures.y)],
    };
  if (isPoints || (mark !== 'histogram' && mark !== 'heatmap' && aggregateOf(options) === 'none')) {
    const columns = (['x', 'y', 'colour', 'size', 'row', 'column'] as const).flatMap((name) => {
      const column = options[name];
      if (!column) return [];
      const isSplit = name === 'row' || name === 'column' || name === 'colour';
      return [{ name, sql: isSplit ? keptOr(quoteName(column), facts.kept?.[name]) : quoteName(column) }];
    });
    return {
      kind: 'rows',
      columns,
      isSampled: mark === 'dot' || isPoints,
      conditions: [...known(x, measures.x), ...known(y, measures.y)],
    };
  }
  const { sql, isEdged } = acrossOf(options, facts);
  const across: Key = { name: 'x', sql };
  if (mark === 'heatmap') {
    const { colour } = options;
    const up = y ? (facts.yBins ? binOf(quoteName(y), facts.yBins, measures.y) : quoteName(y)) : "'all'";
    return {
      kind: 'groups',
      keys: [across, { name: 'y', sql: keptOr(up, facts.kept?.y) }, ...panels],
      values: [{ name: 'colour', ...measuredOf({ ...options, mark: 'line', y: colour }) }],
      conditions: [...known(x, measures.x), ...known(y, measures.y)],
      ...(isEdged && { isEdged }),
    };
  }
  return {
    kind: 'groups',
    keys: [across, ...split],
    values: [
      {
        name: 'y',
        ...measuredOf(mark === 'histogram' ? { ...options, y: undefined, aggregate: 'count' } : options),
      },
    ],
    conditions: known(x, measures.x),
    ...(isEdged && { isEdged }),
  };
}

function measuredOf(options: ChartSpecification): Measured {
  const aggregate = aggregateOf(options);
  const { y, quantile } = options;
  if (aggregate === 'none' || aggregate === 'count' || !y) return { aggregate: 'count' };
  return { aggregate, column: y, ...(quantile === undefined ? {} : { quantile }) };
}

/** Where rows stand across: a bin, a part of the calendar, or the value itself. */
function acrossOf(
  options: ChartSpecification,
  facts: ChartFacts,
): { sql: string } & Pick<ChartPlan, 'isEdged'> {
  const { x, interval, bins, mark } = options;
  const measure = facts.measures?.x;
  const isCut = x !== undefined && !interval && measure !== 'category' && (mark === 'histogram' || bins);
  if (!isCut) return { sql: positionOf(options, facts) };
  if (facts.xBins) return { sql: binOf(quoteName(x), facts.xBins, measure) };
  const count = bins ?? defaultBins;
  const value = measure === 'date' ? `epoch(${quoteName(x)})` : quoteName(x);
  const middle = `low + (least(floor(coalesce((${value} - low) / nullif(width, 0), 0)), ${count - 1}) + 0.5) * width`;
  return {
    sql: measure === 'date' ? `TIMESTAMP '1970-01-01' + to_seconds(${middle})` : middle,
    isEdged: { bins: count, x: value },
  };
}

const parts = { monthOfYear: 'month', dayOfWeek: 'isodow', hourOfDay: 'hour' } as const;

export const isPart = (interval: ChartSpecification['interval']): interval is keyof typeof parts =>
  interval !== undefined && interval in parts;

function positionOf({ x, interval, mark }: ChartSpecification, facts: ChartFacts): string {
  if (!x) return "'all'";
  const name = quoteName(x);
  if (isPart(interval)) return `${parts[interval]}(${name})`;
  if (interval) return `date_trunc('${interval}', ${name})`;
  // A line through more places than there are pixels is one of bins.
  if (facts.xBins && mark !== 'box') return binOf(name, facts.xBins, facts.measures?.x);
  return keptOr(name, facts.kept?.x);
}

/** The middle of its bin; the value itself where a bin is one whole number. Dates are timestamps. */
export function binOf(name: string, bins: Bins, measure: Measures['x']): string {
  const isDate = measure === 'date';
  const place = placeIn(name, bins, measure);
  const half = isWholeBin(bins) && !isDate ? 0 : bins.step / 2;
  const at = `${bins.start + half} + ${place} * ${bins.step}`;
  return isDate ? `make_timestamp(((${at}) * 1000)::BIGINT)` : at;
}

/** The number of the bin in which a value lies. */
export function placeIn(name: string, { start, step }: Bins, measure: Measures['x']): string {
  const value = measure === 'date' ? `epoch_ms(${name}::TIMESTAMP)` : name;
  return `floor((${value} - (${start})) / ${step} + ${noise})`;
}

export const isWholeBin = ({ start, step }: Bins): boolean => step === 1 && Number.isInteger(start);

function keptOr(sql: string, kept: readonly string[] | undefined): string {
  if (!kept) return sql;
  const list = kept.map(quoteText).join(', ');
  return `CASE WHEN ${sql}::VARCHAR IN (${list || "''"}) OR ${sql} IS NULL THEN ${sql}::VARCHAR ELSE '${otherName}' END`;
}

/** What lets through rows whose value has a place on an axis. */
function known(column: string | undefined, measure: Measures['x']): string[] {
  if (!column) return [];
  const name = quoteName(column);
  if (measure === 'number') return [`isfinite(${name}::DOUBLE)`];
  return measure === 'date' ? [`isfinite(${name})`] : [`${name} IS NOT NULL`];
}
