import type { DatasetColumnProfile } from '../../db/schema/datasets';
import { type ColumnPart, columnParts } from './column-parts';
import { type Duckdb, quoteName } from './open-duckdb';

export const histogramBins = 20;
export const mostWholeBins = 40;
const topValues = 10;
/** Above this, distinct values are estimated (HyperLogLog) and frequent values are counted on a sample of this size. */
const exactRows = 2_000_000;
/** Up to here, values are gathered before they are told apart: to count distinct ones has a hash table made for each column. */
const listedRows = 50_000;
/** Columns whose statistics are computed in one scan. */
const columnsPerScan = 40;

export interface Described {
  readonly name: string;
  readonly type: string;
  readonly measure: 'number' | 'time' | 'other' | 'nested';
}

/** What each column of a table holds: one scan for the statistics of many columns, one for their histograms, and a narrow one for the frequent values of each other. */
export async function profileTable(db: Duckdb, table: string, rows: number): Promise<DatasetColumnProfile[]> {
  const profiles: DatasetColumnProfile[] = [];
  for await (const part of columnParts(db, table, await describeColumns(db, table)))
    for (let at = 0; at < part.columns.length; at += columnsPerScan) {
      const columns = part.columns.slice(at, at + columnsPerScan);
      profiles.push(...(await profileColumns(db, { table: part.table, columns }, rows)));
    }
  return profiles;
}

async function profileColumns(
  db: Duckdb,
  { table, columns }: ColumnPart<Described>,
  rows: number,
): Promise<DatasetColumnProfile[]> {
  const profiles: DatasetColumnProfile[] = [];
  const [statistics = {}] = await db.rows(
    `SELECT ${columns.flatMap((column, i) => selectStatistics(column, i, rows)).join(',\n')}
     FROM (SELECT ${columns.flatMap(selectValues).join(', ')} FROM ${table})`,
  );
  for (const [i, column] of columns.entries()) {
    const read = (key: string) => statistics[`${key}_${i}`];
    const number = (key: string) =>
      read(key) === null || read(key) === undefined ? undefined : Number(read(key));
    const text = (key: string) => (typeof read(key) === 'string' ? String(read(key)) : undefined);
    profiles.push({
      name: column.name,
      type: column.type,
      missing: number('missing') ?? 0,
      distinct: number('distinct') ?? 0,
      minimum: text('minimum'),
      maximum: text('maximum'),
      mean: finite(number('mean')),
      standardDeviation: finite(number('deviation')),
      ...(column.measure === 'other' && { top: await countTop(db, table, column, rows) }),
    });
  }
  const measured = columns.flatMap((column, i) => {
    const profile = profiles[i];
    return profile && (column.measure === 'number' || column.measure === 'time')
      ? [{ ...column, profile, wholeBins: countWholeNumbers(profile) }]
      : [];
  });
  const histograms = await countBins(db, table, measured);
  for (const [i, { profile }] of measured.entries()) profile.histogram = histograms[i];
  return profiles;
}

export async function describeColumns(db: Duckdb, table: string): Promise<Described[]> {
  return (await db.rows(`DESCRIBE ${table}`)).map((row) => {
    const type = String(row.column_type);
    return { name: String(row.column_name), type, measure: measureOf(type) };
  });
}

export function measureOf(type: string): Described['measure'] {
  if (/[[(]/.test(type.replace(/^DECIMAL\(.*\)$/, ''))) return type.startsWith('ENUM') ? 'other' : 'nested';
  if (/^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/.test(type)) return 'number';
  if (/^(DATE|TIMESTAMP.*)$/.test(type)) return 'time';
  return /^(BLOB|BIT|INTERVAL)$/.test(type) ? 'nested' : 'other';
}

const isFloat = (type: string): boolean => /^(FLOAT|DOUBLE)$/.test(type);

/** A column, and of floating numbers those that are finite. In place of a filter at each statistic: DuckDB works each of those out apart. */
const selectValues = ({ name, type }: Described, i: number): string[] => {
  const column = quoteName(name);
  return [
    `${column} AS value_${i}`,
    ...(isFloat(type) ? [`CASE WHEN isfinite(${column}) THEN ${column} END AS finite_${i}`] : []),
  ];
};

function selectStatistics({ type, measure }: Described, i: number, rows: number): string[] {
  const column = `value_${i}`;
  const usable = isFloat(type) ? `finite_${i}` : column;
  const distinct =
    rows > exactRows || measure === 'nested'
      ? `approx_count_distinct(${column})`
      : rows > listedRows
        ? `count(DISTINCT ${column})`
        : `list_unique(list(${column}))`;
  return [
    `(count(*) - count(${column}))::DOUBLE AS missing_${i}`,
    `${distinct}::DOUBLE AS distinct_${i}`,
    ...(measure === 'nested'
      ? []
      : [
          `left(min(${usable})::VARCHAR, 200) AS minimum_${i}`,
          `left(max(${usable})::VARCHAR, 200) AS maximum_${i}`,
        ]),
    ...(measure === 'number'
      ? [`avg(${usable})::DOUBLE AS mean_${i}`, `stddev_samp(${usable}::DOUBLE) AS deviation_${i}`]
      : []),
  ];
}

/**
 * Counts in equal bins from the least to the greatest finite value of each column, in one statement; undefined where there is none. Few
 * whole numbers get a bin each, so that an hour is an hour.
 */
async function countBins(
  db: Duckdb,
  table: string,
  columns: readonly (Described & { readonly wholeBins: number | undefined })[],
): Promise<(number[] | undefined)[]> {
  if (columns.length === 0) return [];
  const parts = columns.map(({ name, type, measure, wholeBins }, i) => {
    const column = quoteName(name);
    const value = measure === 'time' ? `epoch(${column})` : `${column}::DOUBLE`;
    const isEndless = isFloat(type) || measure === 'time';
    // A bin of whole numbers reaches to the next one.
    const bins = wholeBins ?? histogramBins;
    const width = `nullif(high_${i} - low_${i}${wholeBins === undefined ? '' : ' + 1'}, 0)`;
    const bin = `coalesce(floor((value_${i} - low_${i}) / ${width} * ${bins}), 0)`;
    return {
      bins,
      value: `${isEndless ? `CASE WHEN isfinite(${column}) THEN ${value} END` : value} AS value_${i}`,
      ends: `min(value_${i}) AS low_${i}, max(value_${i}) AS high_${i}`,
      counts: `histogram(CASE WHEN value_${i} IS NOT NULL THEN least(greatest(${bin}, 0), ${bins - 1})::INTEGER END) AS bins_${i}`,
    };
  });
  const list = (part: 'value' | 'ends' | 'counts') => parts.map((one) => one[part]).join(', ');
  // Written twice: under a name of its own it would be gathered in memory.
  const values = `(SELECT ${list('value')} FROM ${table})`;
  const [found = {}] = await db.rows(`
    WITH range AS (SELECT ${list('ends')} FROM ${values})
    SELECT ${list('counts')} FROM ${values}, range`);
  return parts.map(({ bins }, i) => {
    const read = found[`bins_${i}`];
    if (!Array.isArray(read) || read.length === 0) return undefined;
    const counts = new Array<number>(bins).fill(0);
    // DuckDB writes a map as entries.
    for (const { key, value } of read as { key: number; value: string }[])
      counts[Number(key)] = Number(value);
    return counts;
  });
}

/** How many whole numbers lie in the range of an integer column, when they are few. */
function countWholeNumbers({ type, minimum, maximum }: DatasetColumnProfile): number | undefined {
  if (!/INT/.test(type) || minimum === undefined || maximum === undefined) return undefined;
  const count = Number(maximum) - Number(minimum) + 1;
  return count <= mostWholeBins ? count : undefined;
}

async function countTop(
  db: Duckdb,
  table: string,
  { name }: Described,
  rows: number,
): Promise<{ value: string; count: number }[]> {
  const column = quoteName(name);
  const from = rows <= exactRows ? table : `(FROM ${table} LIMIT ${exactRows})`;
  const found = await db.rows(`
    SELECT left(${column}::VARCHAR, 200) AS value, count(*)::DOUBLE AS count FROM ${from}
    WHERE ${column} IS NOT NULL GROUP BY ${column} ORDER BY count DESC, value LIMIT ${topValues}`);
  return found.map(({ value, count }) => ({ value: String(value), count: Number(count) }));
}

const finite = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isFinite(value) ? value : undefined;
