import type { Table } from '@uwdata/flechette';
import type { Bins } from '@/cells/data/bins';
import { quoteName } from '@/cells/data/write-literal';
import { figureOf, type Partial, partsOf } from '@/cells/kinds/chart/aggregates';
import type { Measure } from '@/cells/kinds/chart/measures';
import { type ChartPlan, placeIn } from '@/cells/kinds/chart/plan';
import type { ChartRows } from './chart-rows';

/** A column that somebody brushes, in steps. */
export interface BrushedColumn {
  readonly column: string;
  readonly measure: Measure;
  readonly steps: Bins;
}

/** Steps from the first to the one before `to`. */
export interface StepRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The figures of a chart for every step of a brush that somebody else moves: one query when the brush is taken up, and none while it
 * moves. Sums over the steps are kept running, so that any range of them is a difference of two.
 */
export interface Cube {
  /** The chart's rows while the brush stands on these steps, one range for each brushed column. */
  rowsWithin(ranges: readonly StepRange[]): ChartRows;
}

type Groups = Extract<ChartPlan, { kind: 'groups' }>;

/** More cells than these are not held. */
const mostCells = 3_000_000;

export const isCubic = (plan: ChartPlan): plan is Groups =>
  plan.kind === 'groups' && !plan.isEdged && plan.values.every((value) => partsOf(value) !== undefined);

/** The query that a cube is made from; `where` holds what all others let through. */
export function cubeQuery(
  plan: Groups,
  table: string,
  { brushed, where }: { brushed: readonly BrushedColumn[]; where: readonly string[] },
): string {
  const keys = plan.keys.map(({ sql }, i) => `${sql} AS k${i}`);
  const steps = brushed.map(
    ({ column, measure, steps }, i) => `(${placeIn(quoteName(column), steps, measure)})::INTEGER AS s${i}`,
  );
  const sums = plan.values.flatMap((value, v) =>
    (partsOf(value) ?? []).map(({ name, sql }) => `${sql} AS v${v}_${name}`),
  );
  const known = brushed.map(({ column, measure }) =>
    measure === 'number' ? `isfinite(${quoteName(column)}::DOUBLE)` : `isfinite(${quoteName(column)})`,
  );
  return [
    `SELECT ${[...keys, ...steps, ...sums].join(', ')}`,
    `FROM ${quoteName(table)}`,
    `WHERE ${[...plan.conditions, ...known, ...where].join(' AND ')}`,
    'GROUP BY ALL',
    `ORDER BY ${keys.map((_, i) => `k${i}`).join(', ')}`,
  ].join('\n');
}

interface Sums {
  readonly joins: Partial['joins'];
  /** By group, then by step of the last brushed column, then of the first. */
  readonly cells: Float64Array;
}

/** Undefined where it would take too much memory. */
export function createCube(plan: Groups, table: Table, brushed: readonly BrushedColumn[]): Cube | undefined {
  const keyColumns = plan.keys.map((_, i) => readDrawn(table, `k${i}`));
  const groups = new Map<string, number>();
  const groupOf = new Int32Array(table.numRows);
  const firstRow: number[] = [];
  for (let row = 0; row < table.numRows; row++) {
    const key =
      keyColumns.length === 1
        ? String(keyColumns[0]?.[row])
        : keyColumns.map((column) => String(column[row])).join('\u0000');
    let group = groups.get(key);
    if (group === undefined) {
      group = groups.size;
      groups.set(key, group);
      firstRow.push(row);
    }
    groupOf[row] = group;
  }
  const [first, second] = brushed;
  const wide = (first?.steps.count ?? 0) + 1;
  const high = (second?.steps.count ?? 0) + 1;
  const perGroup = second ? wide * high : wide;
  const parts = plan.values.map((value) => partsOf(value) ?? []);
  if (groups.size * perGroup * parts.flat().length > mostCells) return undefined;

  const steps = brushed.map((_, i) => toNumbers(table, `s${i}`));
  const read = parts.map((list, v) =>
    list.map(({ name, joins }): Sums => {
      const values = toNumbers(table, `v${v}_${name}`);
      const empty = joins === 'sum' ? 0 : joins === 'min' ? Infinity : -Infinity;
      const cells = new Float64Array(groups.size * perGroup).fill(empty);
      for (let row = 0; row < values.length; row++) {
        const s = steps[0]?.[row] ?? -1;
        const t = second ? (steps[1]?.[row] ?? -1) : 0;
        if (s < 0 || s >= wide - 1 || t < 0 || (second && t >= high - 1)) continue;
        // One place further: before the first step there is nothing.
        const shift = joins === 'sum' ? 1 : 0;
        const at = (groupOf[row] ?? 0) * perGroup + (second ? (t + shift) * wide : 0) + s + shift;
        const value = values[row] ?? Number.NaN;
        if (!Number.isNaN(value)) cells[at] = joinTwo(joins, cells[at] ?? empty, value);
      }
      if (joins === 'sum') runUp(cells, { groups: groups.size, perGroup, wide });
      return { joins, cells };
    }),
  );

  const within = ({ joins, cells }: Sums, group: number, [a, b]: readonly StepRange[]): number => {
    const base = group * perGroup;
    if (!a) return Number.NaN;
    if (joins === 'sum') {
      const row = (t: number) =>
        (cells[base + t * wide + a.to] ?? 0) - (cells[base + t * wide + a.from] ?? 0);
      return b && second ? row(b.to) - row(b.from) : row(0);
    }
    let joined = joins === 'min' ? Infinity : -Infinity;
    for (let t = b && second ? b.from : 0; t < (b && second ? b.to : 1); t++)
      for (let s = a.from; s < a.to; s++)
        joined = joinTwo(joins, joined, cells[base + t * wide + s] ?? joined);
    return joined;
  };

  return {
    rowsWithin(wanted) {
      const ranges = wanted.map(({ from, to }, i) => {
        const last = brushed[i]?.steps.count ?? 0;
        return { from: Math.max(0, Math.min(last, from)), to: Math.max(0, Math.min(last, to)) };
      });
      const kept: number[] = [];
      const figures: (number | null)[][] = plan.values.map(() => []);
      for (let group = 0; group < groups.size; group++) {
        const rows = read[0]?.[0];
        // Differences of large sums leave a little where there is nothing.
        if (!rows || within(rows, group, ranges) < 0.5) continue;
        kept.push(firstRow[group] ?? 0);
        for (const [v, sums] of read.entries()) {
          const aggregate = plan.values[v]?.aggregate ?? 'count';
          figures[v]?.push(
            figureOf(
              aggregate,
              sums.map((sum) => within(sum, group, ranges)),
            ),
          );
        }
      }
      return {
        length: kept.length,
        columns: Object.fromEntries([
          ...plan.keys.map(({ name }, i) => [name, kept.map((row) => keyColumns[i]?.[row])] as const),
          ...plan.values.map(({ name }, v) => [name, figures[v] ?? []] as const),
        ]),
      };
    },
  };
}

const joinTwo = (joins: Partial['joins'], a: number, b: number): number =>
  joins === 'sum' ? a + b : joins === 'min' ? Math.min(a, b) : Math.max(a, b);

/** Turns figures of steps into running sums, along the first column and then along the second. */
function runUp(
  cells: Float64Array,
  { groups, perGroup, wide }: { groups: number; perGroup: number; wide: number },
): void {
  for (let group = 0; group < groups; group++) {
    const base = group * perGroup;
    for (let at = base; at < base + perGroup; at++)
      if ((at - base) % wide > 0) cells[at] = (cells[at] ?? 0) + (cells[at - 1] ?? 0);
    for (let at = base + wide; at < base + perGroup; at++)
      cells[at] = (cells[at] ?? 0) + (cells[at - wide] ?? 0);
  }
}

function toNumbers(table: Table, name: string): Float64Array {
  const column = table.getChild(name);
  return Float64Array.from(column ?? [], (value) =>
    value === null || value === undefined ? Number.NaN : Number(value),
  );
}

function readDrawn(table: Table, name: string): unknown[] {
  const column = table.getChild(name);
  return column
    ? Array.from(column, (value) =>
        value instanceof Date
          ? value.toISOString().slice(0, -1)
          : typeof value === 'bigint'
            ? Number(value)
            : value,
      )
    : [];
}
