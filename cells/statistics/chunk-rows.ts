export const chunkPeriods = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const;
export type ChunkPeriod = (typeof chunkPeriods)[number];

/** What becomes of rows at the end that do not fill a chunk: one of their own, part of the last one, or nothing. */
export type Incomplete = 'keep' | 'append' | 'drop';

export type ChunkRule =
  | { readonly by: 'size'; readonly size: number; readonly incomplete?: Incomplete }
  /** Chunks of ⌊rows / count⌋ rows; what is left over makes more of them, as NannyML does: 25 rows by 10 are 13 chunks. */
  | { readonly by: 'count'; readonly count: number; readonly incomplete?: Incomplete }
  /** Of the calendar, in UTC; weeks begin on Monday. Periods without a row are left out. */
  | { readonly by: 'period'; readonly period: ChunkPeriod };

export interface Chunk {
  /** “[0:999]” by place, “2026-01”, “2026Q1”, “2026-01-05/2026-01-11” by period, as NannyML names them. */
  readonly key: string;
  /** Row numbers, in order of time where times were given. */
  readonly rows: Uint32Array;
  /** Of a chunk by period its bounds (the end excluded), else the first and the last row's time where times were given; milliseconds. */
  readonly from?: number;
  readonly to?: number;
}

/**
 * Parts rows into the chunks that figures over time are made of, as NannyML's chunkers do. With `times` (Dates or milliseconds) rows are put in
 * their order first; rows without one are left out.
 * @throws Error in words for a rule that cannot be followed
 */
export function chunkRows(
  rows: number,
  rule: ChunkRule = { by: 'count', count: 10 },
  times?: ArrayLike<Date | number | null>,
): Chunk[] {
  const placed = times && orderByTime(rows, times);
  if (rule.by === 'period') {
    if (!placed) throw new Error('Chunks by period need the rows’ times.');
    return chunkByPeriod(placed, rule.period);
  }
  const order = placed?.order ?? Uint32Array.from({ length: rows }, (_, row) => row);
  const size = rule.by === 'size' ? rule.size : Math.floor(order.length / wholeCount(rule.count, 'count'));
  if (rule.by === 'count' && size === 0) {
    if (order.length === 0) return [];
    throw new Error(`${order.length} rows cannot be parted into ${rule.count} chunks.`);
  }
  const bounds = boundsOf(order.length, wholeCount(size, 'size'), rule.incomplete ?? 'keep');
  return bounds.map(([start, end]) => ({
    key: `[${start}:${end - 1}]`,
    rows: order.subarray(start, end),
    ...(placed && { from: placed.instants[start], to: placed.instants[end - 1] }),
  }));
}

function wholeCount(value: number, name: string): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`The ${name} of chunks must be a whole number above 0, not ${value}.`);
}

function boundsOf(rows: number, size: number, incomplete: Incomplete): [start: number, end: number][] {
  const whole = Math.floor(rows / size);
  const bounds = Array.from({ length: whole }, (_, i): [number, number] => [i * size, (i + 1) * size]);
  if (rows % size === 0 || incomplete === 'drop') return bounds;
  const last = bounds[whole - 1];
  if (incomplete === 'append' && last) last[1] = rows;
  else bounds.push([whole * size, rows]);
  return bounds;
}

interface Placed {
  readonly order: Uint32Array;
  /** Ascending, in that order. */
  readonly instants: Float64Array;
}

function orderByTime(rows: number, times: ArrayLike<Date | number | null>): Placed {
  if (times.length !== rows) throw new Error(`There are ${rows} rows, and ${times.length} times.`);
  const all = Float64Array.from({ length: rows }, (_, row) => {
    const time = times[row];
    return time instanceof Date ? time.getTime() : (time ?? Number.NaN);
  });
  const order = Uint32Array.from(all.keys())
    .filter((row) => Number.isFinite(all[row]))
    .sort((a, b) => (all[a] ?? 0) - (all[b] ?? 0) || a - b);
  return { order, instants: Float64Array.from(order, (row) => all[row] ?? 0) };
}

function chunkByPeriod({ order, instants }: Placed, period: ChunkPeriod): Chunk[] {
  const chunks: Chunk[] = [];
  let start = 0;
  while (start < order.length) {
    const { key, from, to } = periodOf(instants[start] ?? 0, period);
    let end = start;
    while (end < order.length && (instants[end] ?? 0) < to) end++;
    chunks.push({ key, rows: order.subarray(start, end), from, to });
    start = end;
  }
  return chunks;
}

const dayLength = 86_400_000;
const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

/** The period of the calendar around an instant. */
export function periodOf(instant: number, period: ChunkPeriod): { key: string; from: number; to: number } {
  const date = new Date(instant);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (period) {
    case 'hour': {
      const from = Math.floor(instant / 3_600_000) * 3_600_000;
      const key = new Date(from).toISOString().slice(0, 16).replace('T', ' ');
      return { key, from, to: from + 3_600_000 };
    }
    case 'day': {
      const from = Math.floor(instant / dayLength) * dayLength;
      return { key: dayOf(from), from, to: from + dayLength };
    }
    case 'week': {
      const day = Math.floor(instant / dayLength);
      // 1 January 1970 was a Thursday.
      const from = (day - ((((day + 3) % 7) + 7) % 7)) * dayLength;
      return { key: `${dayOf(from)}/${dayOf(from + 6 * dayLength)}`, from, to: from + 7 * dayLength };
    }
    case 'month':
      return {
        key: dayOf(instant).slice(0, 7),
        from: Date.UTC(year, month),
        to: Date.UTC(year, month + 1),
      };
    case 'quarter': {
      const quarter = Math.floor(month / 3);
      return {
        key: `${year}Q${quarter + 1}`,
        from: Date.UTC(year, 3 * quarter),
        to: Date.UTC(year, 3 * quarter + 3),
      };
    }
    case 'year':
      return { key: String(year), from: Date.UTC(year, 0), to: Date.UTC(year + 1, 0) };
  }
}
