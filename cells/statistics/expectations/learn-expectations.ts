import type { ColumnExpectation, ColumnType, Expectations } from './expectations';

/** What is known of one column of a table from which expectations are learnt. */
export interface LearntColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Rows that have a value. */
  readonly values: number;
  readonly distinct: number;
  /** Least and greatest finite value. Numbers only. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** Whether every number is finite. */
  readonly finite?: boolean;
  /** Text and boolean of few values: all of them. */
  readonly domain?: readonly string[];
}

/** A text of more values than this has no domain: it is names, or free text. */
export const largestDomain = 60;
/** Evidently's threshold of the Jensen–Shannon distance; taken for L-infinity too. */
const usualDistance = 0.1;
/** Bins over which an engine compares numbers. */
const comparedBins = 20;
const fewestRowsForKeys = 20;

/**
 * What one table shows, said of the tables to come: its columns and their types, how often a value is missing, the range with a tenth
 * of its width to either side, the values of short lists, keys, and that distributions move by 0.1 at most. It is a beginning: people
 * who know the data edit it.
 */
export function learnExpectations(rows: number, columns: readonly LearntColumn[]): Expectations {
  return {
    format: 1,
    blocksTraining: false,
    rows: { least: 1, leastOfPrevious: 0.5 },
    otherColumns: 'refused',
    columns: columns.map((column) => learnColumn(rows, column)),
  };
}

function learnColumn(rows: number, column: LearntColumn): ColumnExpectation {
  const { name, type, values, distinct, domain } = column;
  const isKey =
    (type === 'whole' || type === 'text') &&
    rows >= fewestRowsForKeys &&
    distinct === rows &&
    values === rows;
  const isNumber = type === 'whole' || type === 'number';
  const hasDomain = domain !== undefined && domain.length > 0 && domain.length <= largestDomain && !isKey;
  return {
    name,
    type,
    required: true,
    present: leastPresent(rows, values),
    ...(isNumber && column.finite && { finite: true }),
    // A key counts on: its end says nothing of the next version.
    ...(isNumber && !isKey && { range: widen(column) }),
    ...(hasDomain && { domain: { values: [...domain], tolerated: 0 } }),
    ...(isKey && { unique: true }),
    ...((hasDomain || (isNumber && !isKey && distinct > 1)) && {
      drift: hasDomain
        ? { measure: 'lInfinity' as const, most: atLeastUsual(largestChangeByChance(values)) }
        : {
            measure: 'jensenShannon' as const,
            most: atLeastUsual(distanceByChance(values, Math.min(distinct, comparedBins))),
          },
    }),
  };
}

/** In hundredths, so that a person can read it. */
const atLeastUsual = (distance: number): number =>
  Math.min(1, Math.max(usualDistance, Math.ceil(distance * 100) / 100));

/** Two and a half standard errors of the difference of two shares near one half, each of so many values. */
const largestChangeByChance = (values: number): number => 2.5 * Math.sqrt(0.5 / Math.max(values, 1));

/**
 * The Jensen–Shannon distance that two samples of so many values each keep to, about 98 times in 100, when both come from one
 * distribution: the divergence of n + n values over k bins is χ²(k − 1) / 4n (it is the G statistic over twice its count).
 */
function distanceByChance(values: number, bins: number): number {
  const freedom = Math.max(bins - 1, 1);
  return Math.sqrt((freedom + 2 * Math.sqrt(2 * freedom)) / (4 * Math.max(values, 1)));
}

/** Every row when all have a value; else five hundredths fewer than now, as the share differs from file to file. */
function leastPresent(rows: number, values: number): number {
  if (rows === 0 || values === rows) return rows === 0 ? 0 : 1;
  return Math.max(0, Math.floor((values / rows - 0.05) * 100) / 100);
}

/** A tenth of the range more on both sides, in round numbers; what is never negative stays so, few whole numbers stay as they are. */
function widen({ type, minimum, maximum, distinct }: LearntColumn): ColumnExpectation['range'] {
  if (minimum === undefined || maximum === undefined) return undefined;
  if (type === 'whole' && maximum - minimum < 32 && distinct <= 32) return { least: minimum, most: maximum };
  const step = 10 ** Math.floor(Math.log10(Math.max(maximum - minimum, Number.MIN_VALUE) / 10));
  const margin = (maximum - minimum) / 10;
  const round = (value: number, towards: (value: number) => number) =>
    Number((towards(value / step) * step).toPrecision(12));
  const low = round(minimum - margin, Math.floor);
  return {
    least: minimum >= 0 && low < 0 ? 0 : low,
    most: maximum <= 0 && maximum + margin > 0 ? 0 : round(maximum + margin, Math.ceil),
  };
}
