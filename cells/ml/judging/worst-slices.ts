import { adjustPValues } from '@/cells/statistics';
import { unknownColumn } from '../training-features';
import { groupRows, joinGroups, type RowGroups } from './group-rows';
import type { JudgedRows } from './judged-rows';
import {
  effectOf,
  isLarger,
  type LossMoments,
  type MeanLoss,
  meanLoss,
  momentsOf,
  momentWidth,
  subtractMoments,
  sumMoments,
} from './loss-moments';
import {
  describeAll,
  describeSlice,
  momentsByGroup,
  type SliceFigure,
  type SliceFigures,
} from './measure-slices';
import { rowLosses, type SliceMetric } from './row-losses';
import type { SliceCondition } from './slice';

export interface WorstSlicesOptions {
  /** Columns to look at; without them the model's inputs, and columns of texts and flags that it does not see. */
  readonly columns?: readonly string[];
  /** Smaller slices are not looked at. Without it 1 % of the rows, and 30 at least. */
  readonly minimumRows?: number;
  /** Smallest distance to the rest in deviations of a row (0.3; 0.2 is called small, 0.5 medium). */
  readonly minimumEffect?: number;
  /** Share of the slices found that may be chance (0.05). */
  readonly falseDiscovery?: number;
  /** Most slices that are told (10). */
  readonly limit?: number;
}

export interface FoundSlice extends SliceFigure {
  /** √2 (m₁ − m₂) / √(s₁² + s₂²) of the rows' losses, the slice against the rest. */
  readonly effect: number;
  /** One-sided, corrected for all slices looked at (Benjamini and Hochberg). */
  readonly pValue: number;
}

export interface WorstSlices extends Omit<SliceFigures, 'slices'> {
  /** Worst first, by the end of the interval that is kinder: chance does not put a small slice on top. */
  readonly slices: readonly FoundSlice[];
  /** How many were tested. */
  readonly candidates: number;
  readonly minimumRows: number;
  /** The columns that were looked at. */
  readonly columns: readonly string[];
}

/** Neighbouring ranges that are joined at most, and columns whose pairs are looked at: those that part the loss best. */
const longestRun = 4;
const mostPairedColumns = 16;
/** Of two slices that share more of their rows than this, only the worse is told. */
const mostOverlap = 0.5;

/** Some neighbouring groups of a column. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly condition: SliceCondition;
  readonly moments: LossMoments;
}

interface Candidate {
  readonly sides: readonly { readonly groups: RowGroups; readonly run: Run }[];
  readonly moments: LossMoments;
  readonly effect: number;
  readonly pValue: number;
}

/**
 * Slices on which the model is worse than on the rest, over one column and over two (Slice Finder, Chung et al. 2019): large enough,
 * far enough by effect size, and beyond chance by Welch's test corrected for every slice that was looked at. A slice of two columns
 * is told only where it is worse than either alone.
 * @throws Error in words for an unknown column, or a metric that cannot be told by part
 */
export function findWorstSlices(
  rows: JudgedRows,
  metric: SliceMetric,
  { columns, minimumEffect = 0.3, falseDiscovery = 0.05, limit = 10, ...options }: WorstSlicesOptions = {},
): WorstSlices {
  const minimumRows = Math.max(2, options.minimumRows ?? Math.max(30, Math.ceil(rows.columns.numRows / 100)));
  const losses = centre(rowLosses(rows, metric));
  const looked = columns ?? usualColumns(rows);
  const parted = partColumns(rows, losses, looked, minimumRows);
  const all = parted.all;
  const candidates: Candidate[] = [];
  for (const { groups, runs } of parted.columns)
    for (const run of runs) {
      const rest = subtractMoments(all, run.moments);
      if (rest.rows < minimumRows) continue;
      candidates.push(compare([{ groups, run }], run.moments, [rest]));
    }
  const paired = [...parted.columns].sort((a, b) => b.parted - a.parted).slice(0, mostPairedColumns);
  paired.forEach((first, i) => {
    for (const second of paired.slice(i + 1))
      if (second.groups.column !== first.groups.column)
        candidates.push(...pairCandidates({ rows, losses, all, minimumRows }, first, second));
  });

  const adjusted = adjustPValues(candidates.map(({ pValue }) => pValue));
  const overall = describeAll(metric, momentsOf(rowLosses(rows, metric), rows.weights));
  const found = candidates
    .map((candidate, i) => ({ ...candidate, pValue: adjusted[i] ?? 1 }))
    .filter(({ effect, pValue }) => effect >= minimumEffect && pValue <= falseDiscovery)
    .sort((a, b) => kindly(b.moments) - kindly(a.moments));
  return {
    ...{ metric, overall, candidates: candidates.length, minimumRows, columns: looked },
    slices: withoutOverlap(found, limit).map((one) => describeFound(one, { rows, metric })),
  };
}

/** The worst slice that is beyond chance; undefined where the model is no worse anywhere. */
export const worstSlice = (
  rows: JudgedRows,
  metric: SliceMetric,
  options: WorstSlicesOptions = {},
): FoundSlice | undefined => findWorstSlices(rows, metric, { ...options, limit: 1 }).slices[0];

/** Losses about their mean: their squares are then summed without loss of digits. */
function centre(losses: Float64Array): Float64Array {
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  return losses.map((loss) => loss - mean);
}

/** Numbers that a model was not given are often parts of what it predicts: they are looked at when they are asked for. */
function usualColumns({ columns, inputs, target }: JudgedRows): string[] {
  return columns.columns
    .filter(({ name, type }) => !inputs || inputs.includes(name) || type === 'string' || type === 'boolean')
    .map(({ name }) => name)
    .filter((name) => name !== target);
}

function partColumns(rows: JudgedRows, losses: Float64Array, names: readonly string[], minimumRows: number) {
  const unknown = names.find((name) => !rows.columns.columns.some((column) => column.name === name));
  if (unknown !== undefined) throw unknownColumn(unknown, rows.columns);
  const looked = rows.columns.columns.filter(({ name }) => names.includes(name));
  const all = momentsOf(losses, rows.weights);
  const columns = looked
    .flatMap((column) => groupRows(column))
    .map((groups) => {
      const table = momentsByGroup(rows, losses, groups);
      return { groups, runs: runsOf(groups, table, minimumRows), parted: squaresBetween(table) };
    })
    .filter(({ runs }) => runs.length > 0);
  return { all, columns };
}
type PartedColumn = ReturnType<typeof partColumns>['columns'][number];

/** Single groups, and neighbours up to half of the rows, that are large enough. */
function runsOf(groups: RowGroups, table: Float64Array, minimumRows: number): Run[] {
  const runs: Run[] = [];
  const total = groups.ofRow.length;
  for (let from = 0; from < groups.groups.length; from++)
    for (let to = from; to < from + longestRun; to++) {
      if (to > from && to >= groups.ordered) break;
      const moments = sumMoments(table, placesBetween(from, to));
      if (to > from && moments.rows > total / 2) break;
      const condition = joinGroups(groups, from, to);
      if (condition && moments.rows >= minimumRows && moments.rows < total)
        runs.push({ from, to, condition, moments });
    }
  return runs;
}

const placesBetween = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Sum of squares of the losses (about their mean) that the groups explain. */
function squaresBetween(table: Float64Array): number {
  let sum = 0;
  for (let start = 0; start < table.length; start += momentWidth) {
    const weight = table[start + 1] ?? 0;
    if (weight > 0) sum += (table[start + 3] ?? 0) ** 2 / weight;
  }
  return sum;
}

interface Search {
  readonly rows: JudgedRows;
  readonly losses: Float64Array;
  readonly all: LossMoments;
  readonly minimumRows: number;
}

function pairCandidates(
  { rows, losses, all, minimumRows }: Search,
  first: PartedColumn,
  second: PartedColumn,
): Candidate[] {
  const table = momentsByGroup(rows, losses, first.groups, second.groups);
  const width = second.groups.groups.length + 1;
  const candidates: Candidate[] = [];
  for (const a of first.runs)
    for (const b of second.runs) {
      const places = placesBetween(a.from, a.to).flatMap((i) =>
        placesBetween(b.from, b.to).map((j) => i * width + j),
      );
      const moments = sumMoments(table, places);
      if (moments.rows < minimumRows) continue;
      const rests = [all, a.moments, b.moments].map((whole) => subtractMoments(whole, moments));
      if (rests.some((rest) => rest.rows < 2)) continue; // one of the two says it all
      const sides = [
        { groups: first.groups, run: a },
        { groups: second.groups, run: b },
      ];
      candidates.push(compare(sides, moments, rests));
    }
  return candidates;
}

/** Worse than the rest, and than the rest of each side: the largest of the p-values holds for all (intersection–union test). */
function compare(sides: Candidate['sides'], moments: LossMoments, rests: readonly LossMoments[]): Candidate {
  const own = meanLoss(moments);
  const others = rests.map(meanLoss);
  let pValue = 0;
  for (const other of others) {
    if (own.mean <= other.mean) {
      pValue = 1;
      break;
    }
    pValue = Math.max(pValue, isLarger(own, other).pValue);
  }
  return { sides, moments, effect: others[0] ? effectOf(own, others[0]) : 0, pValue };
}

/** The low end of the mean loss, two standard errors below it. */
function kindly(moments: LossMoments): number {
  const { mean, variance, effectiveRows }: MeanLoss = meanLoss(moments);
  return mean - 2 * Math.sqrt(variance / effectiveRows);
}

function withoutOverlap(found: readonly Candidate[], limit: number): Candidate[] {
  const kept: { candidate: Candidate; isIn: Uint8Array }[] = [];
  for (const candidate of found.slice(0, 1000)) {
    if (kept.length === limit) break;
    const isIn = membersOf(candidate);
    const repeats = kept.some((other) => {
      let shared = 0;
      for (let row = 0; row < isIn.length; row++) shared += (isIn[row] ?? 0) & (other.isIn[row] ?? 0);
      return shared > mostOverlap * Math.min(candidate.moments.rows, other.candidate.moments.rows);
    });
    if (!repeats) kept.push({ candidate, isIn });
  }
  return kept.map(({ candidate }) => candidate);
}

function membersOf({ sides }: Candidate): Uint8Array {
  const length = sides[0]?.groups.ofRow.length ?? 0;
  return Uint8Array.from({ length }, (_, row) =>
    sides.every(({ groups, run }) => {
      const place = groups.ofRow[row] ?? -1;
      return place >= run.from && place <= run.to;
    })
      ? 1
      : 0,
  );
}

function describeFound(
  candidate: Candidate,
  { rows, metric }: { rows: JudgedRows; metric: SliceMetric },
): FoundSlice {
  const losses = rowLosses(rows, metric);
  const isIn = membersOf(candidate);
  const part = momentsOf(losses, rows.weights, (row) => isIn[row] === 1);
  const slice = { conditions: candidate.sides.map(({ run }) => run.condition) };
  return {
    ...describeSlice(slice, { rows, metric, part, all: momentsOf(losses, rows.weights) }),
    effect: candidate.effect,
    pValue: candidate.pValue,
  };
}
