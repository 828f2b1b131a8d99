import { jensenShannon, psi } from '@/cells/statistics';
import type { DatasetColumnProfile } from '../../../db/schema/datasets';
import { histogramBins, measureOf, mostWholeBins } from '../profile-table';
import { alike, commonType, type SharedColumn } from './alike';
import type { OpenVersions } from './open-versions';

/**
 * Values of one column that are compared, of each side; beyond, a fixed sample of about as many, whose distribution
 * function errs by at most 0.002 in 19 of 20 columns (Dvoretzky, Kiefer and Wolfowitz: √(ln 40 / 2n)).
 */
const mostValues = 500_000;
/** Values of all columns of one side. */
const mostCells = 10_000_000;
/** Categories that are told apart; the others are one. */
const mostCategories = 30;
/** From here on a distance counts as moved: the threshold of Evidently's distances. */
const movedFrom = 0.1;

type Figures = Pick<
  DatasetColumnProfile,
  'missing' | 'distinct' | 'mean' | 'standardDeviation' | 'minimum' | 'maximum'
>;

export interface ColumnDiff extends SharedColumn {
  readonly before: Figures;
  readonly after: Figures;
  /** Left out where the values cannot be compared (lists, structures, bytes), or one side has none. */
  readonly distribution?: Distribution;
  /** `moved`: the distance that decides, or the change of the share of missing values, is 0.1 or more. */
  readonly verdict: 'same' | 'close' | 'moved' | 'not compared';
}

export interface Distribution {
  /** Population stability index: over tenths of the earlier side (numbers, times), or over categories. */
  readonly psi: number;
  /** Numbers and times: greatest distance of the two distribution functions, 0..1. It decides. */
  readonly kolmogorovSmirnov?: number;
  /** Categories: distance of the shares, 0..0.833. It decides. */
  readonly jensenShannon?: number;
  /** Distinct values that one side alone has, of those compared. */
  readonly gone: number;
  readonly fresh: number;
  /** Rows compared, of each side: fewer than there are when `isSample`. */
  readonly rows: { readonly before: number; readonly after: number };
  readonly isSample: boolean;
  readonly picture:
    | { readonly kind: 'histogram'; readonly before: number[]; readonly after: number[] }
    | {
        readonly kind: 'categories';
        readonly values: readonly { value: string; before: number; after: number }[];
      };
}

interface Sides {
  readonly before: { readonly profile: readonly DatasetColumnProfile[]; readonly rows: number };
  readonly after: { readonly profile: readonly DatasetColumnProfile[]; readonly rows: number };
}

/** How the values of each shared column differ, the most moved first. */
export async function diffColumns(
  open: OpenVersions,
  sides: Sides,
  shared: readonly SharedColumn[],
): Promise<ColumnDiff[]> {
  const most = Math.min(mostValues, Math.max(50_000, Math.floor(mostCells / Math.max(shared.length, 1))));
  const diffs: ColumnDiff[] = [];
  for (const column of shared) {
    const profileOf = (side: Sides['before']) => side.profile.find(({ name }) => name === column.name);
    const [before, after] = [profileOf(sides.before), profileOf(sides.after)];
    if (!before || !after) continue;
    const distribution = await diffValues(open, { column, before, after, sides, most });
    const missing = Math.abs(after.missing / sides.after.rows - before.missing / sides.before.rows);
    const facts = { ...column, before: figuresOf(before), after: figuresOf(after) };
    diffs.push({ ...facts, distribution, verdict: judge(distribution, missing) });
  }
  return diffs.sort((a, b) => distanceOf(b) - distanceOf(a));
}

const figuresOf = ({
  missing,
  distinct,
  mean,
  standardDeviation,
  minimum,
  maximum,
}: DatasetColumnProfile): Figures => ({ missing, distinct, mean, standardDeviation, minimum, maximum });

const decides = (of: Distribution | undefined): number | undefined =>
  of?.kolmogorovSmirnov ?? of?.jensenShannon;

const distanceOf = ({ distribution, verdict }: ColumnDiff): number =>
  (verdict === 'moved' ? 1 : 0) + (decides(distribution) ?? -1);

function judge(distribution: Distribution | undefined, missing: number): ColumnDiff['verdict'] {
  const distance = decides(distribution);
  if (missing >= movedFrom || (distance !== undefined && distance >= movedFrom)) return 'moved';
  if (distance === undefined) return 'not compared';
  // Shares that are equal may differ in the last digits of their division.
  return distance < 1e-9 && missing < 1e-9 ? 'same' : 'close';
}

interface OneColumn {
  readonly column: SharedColumn;
  readonly before: DatasetColumnProfile;
  readonly after: DatasetColumnProfile;
  readonly sides: Sides;
  readonly most: number;
}

async function diffValues(open: OpenVersions, given: OneColumn): Promise<Distribution | undefined> {
  const { column, before, after, sides, most } = given;
  const measures = [measureOf(column.typeBefore), measureOf(column.typeAfter)];
  if (measures.includes('nested')) return undefined;
  if (before.missing === sides.before.rows || after.missing === sides.after.rows) return undefined;
  const isOrdered = measures.every((measure) => measure === 'number') || measures.every((m) => m === 'time');
  const values = `
    SELECT value, sum(b)::DOUBLE AS b, sum(a)::DOUBLE AS a FROM (
      SELECT ${comparedValue(column)} AS value, 1 AS b, 0 AS a FROM ${some(open.before, sides.before.rows, most)}
      UNION ALL
      SELECT ${comparedValue(column)} AS value, 0 AS b, 1 AS a FROM ${some(open.after, sides.after.rows, most)}
    ) WHERE ${isOrdered ? 'isfinite(value)' : 'value IS NOT NULL'} GROUP BY value`;
  const isSample = Math.max(sides.before.rows, sides.after.rows) > most;
  const found = isOrdered
    ? await diffOrdered(open, values, wholeBins(before, after))
    : await diffCategories(open, values);
  return found && { ...found, isSample };
}

/** Numbers and times as DOUBLE (seconds for times), so that they can be binned; everything else as text. */
function comparedValue(column: SharedColumn): string {
  const value = alike(column);
  switch (measureOf(commonType(column) ?? column.typeAfter)) {
    case 'number':
      return `${value}::DOUBLE`;
    case 'time':
      return `CASE WHEN isfinite(${value}) THEN epoch(${value}) END`;
    default:
      return `left(${value}::VARCHAR, 200)`;
  }
}

/**
 * All rows, or those that a hash of their place picks: the same ones each time. Hashed twice, so that it has nothing to do with
 * columns that somebody made with the same hash.
 */
function some(table: string, rows: number, most: number): string {
  if (rows <= most) return table;
  return `(FROM ${table} WHERE hash(hash(rowid)) % ${Math.ceil(rows / most)} = 0)`;
}

/** How many whole numbers lie in the range of both, when they are few: then each has its own bar. */
function wholeBins(before: DatasetColumnProfile, after: DatasetColumnProfile): number | undefined {
  if (![before, after].every(({ type }) => /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type)))
    return undefined;
  const ends = [before.minimum, before.maximum, after.minimum, after.maximum].map(Number);
  const count = Math.max(...ends) - Math.min(...ends) + 1;
  return count <= mostWholeBins ? count : undefined;
}

/**
 * One pass over the distinct values in their order: cumulated shares give Kolmogorov–Smirnov's distance, and the tenth of the
 * earlier side in which a value lies; its place in the range gives the picture.
 */
async function diffOrdered(open: OpenVersions, values: string, whole: number | undefined) {
  const bins = whole ?? histogramBins;
  const beyond = whole === undefined ? '' : ' + 1';
  const found = await open.db.rows(`
    WITH counted AS (${values}),
      total AS (SELECT sum(b) AS bs, sum(a) AS "as", min(value) AS low, max(value) AS high FROM counted),
      cumulated AS (
        SELECT value, b, a, sum(b) OVER upTo AS b_to, sum(a) OVER upTo AS a_to FROM counted
        WINDOW upTo AS (ORDER BY value ROWS UNBOUNDED PRECEDING)),
      placed AS (
        SELECT b, a, abs(b_to / bs - a_to / "as") AS distance,
          least(floor((b_to - b) / bs * 10), 9)::INTEGER AS tenth,
          least(coalesce(floor((value - low) / nullif(high - low${beyond}, 0) * ${bins}), 0), ${bins - 1})::INTEGER AS place
        FROM cumulated, total)
    SELECT tenth, place, sum(b) AS b, sum(a) AS a, max(distance) AS distance,
      count(*) FILTER (a = 0)::DOUBLE AS gone, count(*) FILTER (b = 0)::DOUBLE AS fresh
    FROM placed GROUP BY GROUPING SETS ((tenth), (place))`);
  const picked = (by: 'tenth' | 'place', side: 'a' | 'b', length: number) => {
    const counts = new Array<number>(length).fill(0);
    for (const row of found) if (row[by] !== null) counts[Number(row[by])] = Number(row[side]);
    return counts;
  };
  const tenths = found.filter(({ tenth }) => tenth !== null);
  const add = (key: string) => tenths.reduce((sum, row) => sum + Number(row[key]), 0);
  const rows = { before: add('b'), after: add('a') };
  if (rows.before === 0 || rows.after === 0) return undefined;
  return {
    psi: psi(...onlyUsed(picked('tenth', 'b', 10), picked('tenth', 'a', 10))),
    kolmogorovSmirnov: Math.max(...tenths.map(({ distance }) => Number(distance))),
    gone: add('gone'),
    fresh: add('fresh'),
    rows,
    picture: {
      kind: 'histogram' as const,
      before: picked('place', 'b', bins),
      after: picked('place', 'a', bins),
    },
  };
}

/** A value of more than a tenth leaves the next tenths empty on both sides: those say nothing. */
function onlyUsed(before: readonly number[], after: readonly number[]): [number[], number[]] {
  const used = before.map((count, i) => count > 0 || (after[i] ?? 0) > 0);
  return [before.filter((_, i) => used[i]), after.filter((_, i) => used[i])];
}

async function diffCategories(open: OpenVersions, values: string) {
  const found = await open.db.rows(`
    WITH counted AS (${values}),
      ranked AS (SELECT *, row_number() OVER (ORDER BY b + a DESC, value) AS rank FROM counted)
    SELECT CASE WHEN rank <= ${mostCategories} THEN value END AS value, sum(b) AS b, sum(a) AS a,
      count(*) FILTER (a = 0)::DOUBLE AS gone, count(*) FILTER (b = 0)::DOUBLE AS fresh
    FROM ranked GROUP BY ALL ORDER BY min(rank)`);
  const before = found.map(({ b }) => Number(b));
  const after = found.map(({ a }) => Number(a));
  const add = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  const rows = { before: add(before), after: add(after) };
  if (rows.before === 0 || rows.after === 0) return undefined;
  return {
    psi: psi(before, after),
    jensenShannon: jensenShannon(before, after),
    gone: add(found.map(({ gone }) => Number(gone))),
    fresh: add(found.map(({ fresh }) => Number(fresh))),
    rows,
    picture: {
      kind: 'categories' as const,
      values: found.flatMap(({ value }, i) =>
        value === null ? [] : [{ value: String(value), before: before[i] ?? 0, after: after[i] ?? 0 }],
      ),
    },
  };
}
