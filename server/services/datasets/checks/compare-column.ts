import type { Comparator, ComparedCounts } from '@/cells/statistics/expectations';
import { type Duckdb, quoteName } from '../open-duckdb';
import { measureOf } from '../profile-table';

/** Over how many bins numbers and times are compared; values beyond those of the earlier side have one more at each end. */
const bins = 20;
/** Values that are told apart; the others are one. */
const mostValues = 1000;

export interface Compared {
  readonly name: string;
  readonly comparator: Comparator;
  /** Table and type of the column on either side. */
  readonly before: { readonly table: string; readonly type: string };
  readonly now: { readonly table: string; readonly type: string };
  /** What it is compared with, in words. */
  readonly against: string;
}

/** SQL of a value that is alike on both sides. */
interface Alike {
  readonly kind: 'number' | 'time' | 'text';
  readonly before: string;
  readonly now: string;
}

/**
 * Counts one column on both sides over the same values, or over equal bins of the earlier side's range where Jensen–Shannon is
 * asked of numbers or times. Undefined where one side has no value, or the values cannot be compared.
 */
export async function compareColumn(db: Duckdb, compared: Compared): Promise<ComparedCounts | undefined> {
  const alike = makeAlike(compared);
  if (!alike) return undefined;
  const counted =
    compared.comparator.measure === 'jensenShannon' && alike.kind !== 'text'
      ? await countBins(db, compared, alike)
      : await countValues(db, compared, alike);
  const has = (counts: readonly number[]) => counts.some((count) => count > 0);
  return has(counted.before) && has(counted.now) ? { ...counted, against: compared.against } : undefined;
}

/** One word among numbers makes a column text: what still is a number, or a time, is compared as one. */
function makeAlike({ name, before, now }: Compared): Alike | undefined {
  const measures = [measureOf(before.type), measureOf(now.type)];
  if (measures.includes('nested') || (measures.includes('number') && measures.includes('time')))
    return undefined;
  const kind = measures.includes('number') ? 'number' : measures.includes('time') ? 'time' : 'text';
  const column = quoteName(name);
  const value = (measure: string | undefined) => {
    if (kind === 'text') return `left(${column}::VARCHAR, 200)`;
    const type = kind === 'number' ? 'DOUBLE' : 'TIMESTAMP';
    const cast = measure === kind ? `${column}::${type}` : `TRY_CAST(${column}::VARCHAR AS ${type})`;
    const finite = `CASE WHEN isfinite(${cast}) THEN ${cast} END`;
    return kind === 'time' ? `epoch(${finite})` : finite;
  };
  return { kind, before: value(measures[0]), now: value(measures[1]) };
}

type Counted = Omit<ComparedCounts, 'against'>;

async function countValues(db: Duckdb, { before, now }: Compared, alike: Alike): Promise<Counted> {
  const found = await db.rows(`
    WITH counted AS (
      SELECT value, sum(b)::DOUBLE AS b, sum(n)::DOUBLE AS n FROM (
        SELECT ${alike.before}::VARCHAR AS value, 1 AS b, 0 AS n FROM ${before.table}
        UNION ALL SELECT ${alike.now}::VARCHAR, 0, 1 FROM ${now.table}) WHERE value IS NOT NULL GROUP BY value),
      ranked AS (SELECT *, row_number() OVER (ORDER BY b + n DESC, value) AS rank FROM counted)
    SELECT CASE WHEN rank <= ${mostValues} THEN value END AS value, sum(b) AS b, sum(n) AS n
    FROM ranked GROUP BY ALL ORDER BY min(rank)`);
  return {
    labels: found.map(({ value }) => (value === null ? 'all other values' : String(value))),
    before: found.map(({ b }) => Number(b)),
    now: found.map(({ n }) => Number(n)),
  };
}

async function countBins(db: Duckdb, { before, now }: Compared, alike: Alike): Promise<Counted> {
  const isTime = alike.kind === 'time';
  const [range] = await db.rows(
    `SELECT min(value) AS low, max(value) AS high FROM (SELECT ${alike.before} AS value FROM ${before.table})`,
  );
  if (range?.low === null || range?.low === undefined) return { labels: [], before: [], now: [] };
  const low = Number(range.low);
  const width = (Number(range.high) - low) / bins;
  const place =
    width > 0
      ? `CASE WHEN value < ${low}::DOUBLE THEN 0 WHEN value > ${Number(range.high)}::DOUBLE THEN ${bins + 1}
         ELSE least(floor((value - ${low}::DOUBLE) / ${width}::DOUBLE), ${bins - 1}) + 1 END`
      : `CASE WHEN value < ${low}::DOUBLE THEN 0 WHEN value > ${low}::DOUBLE THEN ${bins + 1} ELSE 1 END`;
  const found = await db.rows(`
    SELECT (${place})::INTEGER AS place, sum(b)::DOUBLE AS b, sum(n)::DOUBLE AS n FROM (
      SELECT ${alike.before} AS value, 1 AS b, 0 AS n FROM ${before.table}
      UNION ALL SELECT ${alike.now}, 0, 1 FROM ${now.table}) WHERE value IS NOT NULL GROUP BY ALL ORDER BY place`);
  const say = (edge: number) =>
    isTime ? new Date(edge * 1000).toISOString().slice(0, 10) : String(Number(edge.toPrecision(4)));
  const label = (at: number) =>
    at === 0
      ? `below ${say(low)}`
      : at > bins
        ? `above ${say(Number(range.high))}`
        : width > 0
          ? `${say(low + (at - 1) * width)} to ${say(low + at * width)}`
          : say(low);
  return {
    labels: found.map((row) => label(Number(row.place))),
    before: found.map(({ b }) => Number(b)),
    now: found.map(({ n }) => Number(n)),
  };
}
