import type { Column, Columns } from '../model';
import { rangeOf } from '../random';
import { findColumn, isMissing, textAt } from '../read-table';
import { unknownColumn } from '../training-features';
import { type LagOptions, lagNames, namesOfLags, stepLengths, type windowFigures } from './lag-options';

type Ordered = Extract<Column, { readonly values: Float64Array }>;

/**
 * The table with columns of earlier values, of which none is read from a row that is not earlier by the horizon at least: `shift` and
 * `rolling` of pandas, by group. What the history does not reach is missing; so is a window that begins before the history does.
 * Values missing within a window are passed over.
 * @throws Error in words when a column is unknown or no number, or the time does not order the rows
 */
export function addLags(table: Columns, options: LagOptions): Columns {
  const time = findOrdered(table, options.time, 'order the rows');
  const sources = options.columns.map((name) => findOrdered(table, name, 'be read at earlier times'));
  const group = options.group === undefined ? undefined : findColumn(table, options.group);
  if (options.group !== undefined && !group) throw unknownColumn(options.group, table);
  const step = stepOf(options, time);
  const added = namesOfLags(options);
  const taken = added.find((name, i) => findColumn(table, name) || added.indexOf(name) !== i);
  if (taken !== undefined)
    throw new Error(`There is a column “${taken}” already, and the earlier values would be called so.`);

  const histories = orderByGroup(time, group);
  const columns = sources.flatMap((source) => {
    const places = lagNames(source.name, options).map((name) => ({
      name,
      type: 'number' as const,
      values: new Float64Array(table.numRows).fill(Number.NaN),
    }));
    for (const rows of histories) {
      const history = createHistory(rows, time, step);
      rows.forEach((row, at) => {
        let place = 0;
        const write = (value: number) => {
          const column = places[place++];
          if (column) column.values[row] = value;
        };
        for (const lag of options.lags) write(valueAt(source, history.earlier(at, lag)));
        for (const size of options.windows) {
          const window = history.window(at, size, options.horizon).flatMap((earlier) => {
            const value = valueAt(source, earlier);
            return Number.isNaN(value) ? [] : [value];
          });
          for (const figure of options.figures) write(figureOf[figure](window));
        }
      });
    }
    return places;
  });
  return { numRows: table.numRows, columns: [...table.columns, ...columns] };
}

interface History {
  /** The row that stands so many steps before; undefined where there is none. */
  earlier(at: number, steps: number): number | undefined;
  /** The rows of a window of `size` steps that ends `horizon` steps before; none where the history begins later than it. */
  window(at: number, size: number, horizon: number): number[];
}

function createHistory(rows: Uint32Array, { values }: Ordered, step: number | undefined): History {
  const take = (from: number, to: number) => Array.from(rows.subarray(from, to));
  if (step === undefined)
    return {
      earlier: (at, steps) => rows[at - steps],
      window: (at, size, horizon) =>
        at - horizon - size + 1 < 0 ? [] : take(at - horizon - size + 1, at - horizon + 1),
    };
  const times = Float64Array.from(rows, (row) => values[row] ?? Number.NaN);
  const slack = step * 1e-6;
  /** The first place whose time is not earlier. */
  const placeOf = (moment: number) => {
    let [low, high] = [0, times.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((times[middle] ?? 0) < moment - slack) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    earlier(at, steps) {
      const moment = (times[at] ?? Number.NaN) - steps * step;
      const place = placeOf(moment);
      return Math.abs((times[place] ?? Number.NaN) - moment) <= slack ? rows[place] : undefined;
    },
    window(at, size, horizon) {
      const end = (times[at] ?? Number.NaN) - horizon * step;
      const start = end - (size - 1) * step;
      return (times[0] ?? Number.NaN) > start + slack ? [] : take(placeOf(start), placeOf(end + 2 * slack));
    },
  };
}

const figureOf: Readonly<Record<(typeof windowFigures)[number], (window: readonly number[]) => number>> = {
  mean: (window) => sum(window) / window.length,
  sum: (window) => (window.length === 0 ? Number.NaN : sum(window)),
  min: (window) => (window.length === 0 ? Number.NaN : window.reduce((a, b) => Math.min(a, b))),
  max: (window) => (window.length === 0 ? Number.NaN : window.reduce((a, b) => Math.max(a, b))),
  std(window) {
    if (window.length < 2) return Number.NaN;
    const mean = sum(window) / window.length;
    return Math.sqrt(window.reduce((total, value) => total + (value - mean) ** 2, 0) / (window.length - 1));
  },
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const valueAt = (column: Ordered, row: number | undefined): number =>
  row === undefined ? Number.NaN : (column.values[row] ?? Number.NaN);

function findOrdered(table: Columns, name: string, what: string): Ordered {
  const column = findColumn(table, name);
  if (!column) throw unknownColumn(name, table);
  if (column.type === 'string')
    throw new Error(
      `“${name}” cannot ${what}: it holds text, and numbers${what === 'order the rows' ? ' or dates' : ''} are needed.`,
    );
  return column;
}

function stepOf({ every }: LagOptions, time: Ordered): number | undefined {
  if (typeof every !== 'string') return every;
  if (time.type === 'date') return stepLengths[every];
  throw new Error(`Option every: “${time.name}” holds numbers, so a step is a number too, not “${every}”.`);
}

/**
 * The rows of each group that have a time, in its order.
 * @throws Error where two rows of a group have the same time: neither is earlier
 */
function orderByGroup(time: Ordered, group: Column | undefined): Uint32Array[] {
  const byGroup = new Map<string | null, number[]>();
  for (const row of rangeOf(time.values.length)) {
    if (isMissing(time, row)) continue;
    const label = group ? textAt(group, row) : null;
    const rows = byGroup.get(label);
    if (rows) rows.push(row);
    else byGroup.set(label, [row]);
  }
  const timeOf = (row: number | undefined) => time.values[row ?? -1] ?? Number.NaN;
  return [...byGroup.values()].map((rows) => {
    const ordered = Uint32Array.from(rows).sort((a, b) => timeOf(a) - timeOf(b));
    const same = ordered.find((row, i) => i > 0 && timeOf(row) === timeOf(ordered[i - 1]));
    if (same !== undefined)
      throw new Error(
        `Several rows${group ? ` of “${textAt(group, same)}”` : ''} have the same “${time.name}” (${textAt(time, same)}), so none of them is earlier. ` +
          (group
            ? 'Take a finer time, or another group.'
            : 'Name a column that groups them, or take a finer time.'),
      );
    return ordered;
  });
}
