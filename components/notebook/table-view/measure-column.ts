import type { DataEngine } from '@/cells/data';
import { type Arrangement, filteredColumns } from '@/cells/data/arrangement';
import { writeCondition, writeConditions } from '@/cells/data/conditions';
import type { PlacedFilter } from './order';
import type { TableSource } from './table-source';

/** Figures of one column, of the rows that pass the filters. Times are milliseconds, lengths are characters. */
export interface ColumnMeasures {
  readonly rows: number;
  readonly missing: number;
  readonly distinct: number;
  readonly isDistinctEstimate: boolean;
  /** Quantiles are estimated. */
  readonly isEstimate: boolean;
  readonly mean?: number;
  /** Of the sample (n − 1). */
  readonly deviation?: number;
  /** At `quantiles`: minimum, 5 %, 25 %, median, 75 %, 95 %, maximum. */
  readonly quantiles?: readonly number[];
  readonly shortest?: number;
  readonly longest?: number;
}

export const quantiles = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];

/** From here on exact figures would take seconds. */
const mostExact = 1_000_000;
/** So many different values are counted one by one, however many rows there are: an estimate may be off by a quarter. */
const mostDistinct = 50_000;

/** Measures a column under the filters of the table, and those of what is linked. */
export async function measureColumnValues(
  engine: DataEngine,
  source: TableSource,
  place: number,
  {
    arrangement,
    others,
    signal,
  }: { arrangement: Arrangement; others: readonly PlacedFilter[]; signal: AbortSignal },
): Promise<ColumnMeasures> {
  const parameters: unknown[] = [];
  const bind = (value: unknown) => `$${parameters.push(value)}`;
  const conditions = [
    ...writeConditions(arrangement.filters, { column: source.column, bind }),
    ...others.flatMap((other) => writeCondition(source.column(other.place), other.filter, bind)),
  ];
  const { from, tables } = source.read([
    place,
    ...filteredColumns(arrangement),
    ...others.map((other) => other.place),
  ]);
  const isEstimate = source.table.numRows > mostExact;
  const { measure } = source.column(place);
  const value = `c${place}`;
  const number = measure === 'date' ? `epoch_ms(${value}::TIMESTAMP)::DOUBLE` : `${value}::DOUBLE`;
  const finite = `FILTER (WHERE isfinite(${value}))`;
  const parts = [
    'count(*)::DOUBLE AS rows',
    `(count(*) - count(${value}))::DOUBLE AS missing`,
    `${isEstimate ? `approx_count_distinct(${value})` : `count(DISTINCT ${value})`}::DOUBLE AS distinct_values`,
  ];
  if (measure === 'number' || measure === 'date')
    parts.push(
      `${isEstimate ? 'approx_quantile' : 'quantile_cont'}(${number}, [${quantiles.join(', ')}]) ${finite} AS quantiles`,
      `min(${number}) ${finite} AS minimum`,
      `max(${number}) ${finite} AS maximum`,
    );
  if (measure === 'number')
    parts.push(`avg(${number}) ${finite} AS mean`, `stddev_samp(${number}) ${finite} AS deviation`);
  if (measure === 'text')
    parts.push(`min(length(${value}))::DOUBLE AS shortest`, `max(length(${value}))::DOUBLE AS longest`);
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
  const sql = `SELECT ${parts.join(', ')} FROM ${from}${where}`;
  const [row] = await engine.query(sql, parameters, { signal, tables });
  const measures = readMeasures((row ?? {}) as Record<string, unknown>, isEstimate); // rows of a table are objects
  if (!isEstimate || measures.distinct > mostDistinct) return measures;
  const count = `SELECT count(DISTINCT ${value})::DOUBLE AS n FROM ${from}${where}`;
  const [counted] = await engine.query(count, parameters, { signal, tables });
  return { ...measures, distinct: Number(counted?.n ?? 0), isDistinctEstimate: false };
}

function readMeasures(row: Record<string, unknown>, isEstimate: boolean): ColumnMeasures {
  const read = (name: string) => {
    const value = row[name];
    return value === null || value === undefined ? undefined : Number(value);
  };
  const found = row.quantiles;
  const inner = found ? Array.from(found as Iterable<unknown>, Number) : undefined; // a list of DuckDB
  const [minimum, maximum] = [read('minimum'), read('maximum')];
  return {
    rows: read('rows') ?? 0,
    missing: read('missing') ?? 0,
    distinct: read('distinct_values') ?? 0,
    isEstimate,
    isDistinctEstimate: isEstimate,
    mean: read('mean'),
    deviation: read('deviation'),
    // The ends are exact in any case.
    ...(inner &&
      minimum !== undefined &&
      maximum !== undefined && { quantiles: [minimum, ...inner.slice(1, -1), maximum] }),
    shortest: read('shortest'),
    longest: read('longest'),
  };
}
