import type { DataEngine } from '@/cells/data';
import { quoteName } from '@/cells/data/write-literal';
import type { Measure } from './format-cell';

export interface ColumnSummary {
  readonly missing: number;
  /** An estimate above some thousands. */
  readonly distinct: number;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Rows in equal bins from minimum to maximum; dates in milliseconds. */
  readonly bins?: readonly number[];
  /** The most frequent values with their rows, where there are not too many different ones. */
  readonly top?: readonly { readonly value: string; readonly count: number }[];
}

export interface SummarizedColumn {
  readonly name: string;
  readonly measure: Measure;
}

const binCount = 24;
const mostWholeBins = 40;
const columnsPerScan = 30;
/** Text with more different values than this is not counted value by value. */
const mostValues = 500;

/** What the columns of a table hold: one scan for the numbers of many columns, and one for their pictures. */
export async function summarize(
  engine: DataEngine,
  table: { name: string; value: object },
  columns: readonly SummarizedColumn[],
  signal: AbortSignal,
): Promise<Map<string, ColumnSummary>> {
  const summaries = new Map<string, ColumnSummary>();
  const options = { signal, tables: { [table.name]: table.value } };
  const query = async (parts: readonly string[]) => {
    if (parts.length === 0) return {};
    const [row] = await engine.query(`SELECT ${parts.join(', ')} FROM ${quoteName(table.name)}`, [], options);
    return (row ?? {}) as Record<string, unknown>; // rows of a table are objects
  };
  for (let at = 0; at < columns.length; at += columnsPerScan) {
    const some = columns.slice(at, at + columnsPerScan);
    const numbers = await query(some.flatMap(selectNumbers));
    const ranges = some.map(({ measure }, i) => readRange(measure, numbers, i));
    const counted = some.map(
      ({ measure }, i) => isCounted(measure) && Number(numbers[`distinct_${i}`]) <= mostValues,
    );
    const pictures = await query(
      some.flatMap((column, i) => (counted[i] ? selectValues(column, i) : selectBins(column, i, ranges[i]))),
    );
    for (const [i, { name }] of some.entries()) {
      const range = ranges[i];
      const values = pictures[`top_${i}`];
      summaries.set(name, {
        missing: Number(numbers[`missing_${i}`] ?? 0),
        distinct: counted[i] && Array.isArray(values) ? values.length : Number(numbers[`distinct_${i}`] ?? 0),
        ...(range && { ...range, bins: readBins(pictures[`bins_${i}`], divide(range).bins) }),
        ...(counted[i] && { top: readTop(values) }),
      });
    }
  }
  return summaries;
}

const isCounted = (measure: Measure): boolean => measure === 'text' || measure === 'boolean';
const isMeasured = (measure: Measure): boolean => measure === 'number' || measure === 'date';

const writeValue = ({ name, measure }: SummarizedColumn): string =>
  measure === 'date' ? `epoch_ms(${quoteName(name)}::TIMESTAMP)` : `${quoteName(name)}::DOUBLE`;

function selectNumbers(column: SummarizedColumn, i: number): string[] {
  const quoted = quoteName(column.name);
  return [
    `(count(*) - count(${quoted}))::DOUBLE AS missing_${i}`,
    `approx_count_distinct(${quoted})::DOUBLE AS distinct_${i}`,
    ...(isMeasured(column.measure)
      ? [
          `min(${writeValue(column)}) FILTER (WHERE isfinite(${quoted})) AS minimum_${i}`,
          `max(${writeValue(column)}) FILTER (WHERE isfinite(${quoted})) AS maximum_${i}`,
        ]
      : []),
  ];
}

interface Range {
  readonly minimum: number;
  readonly maximum: number;
  readonly distinct: number;
}

function readRange(measure: Measure, row: Record<string, unknown>, i: number): Range | undefined {
  const minimum = row[`minimum_${i}`];
  const maximum = row[`maximum_${i}`];
  if (!isMeasured(measure) || minimum === null || minimum === undefined) return undefined;
  return { minimum: Number(minimum), maximum: Number(maximum), distinct: Number(row[`distinct_${i}`]) };
}

const selectValues = ({ name }: SummarizedColumn, i: number): string[] => [
  `histogram(left(${quoteName(name)}::VARCHAR, 80)) AS top_${i}`,
];

function selectBins(column: SummarizedColumn, i: number, range: Range | undefined): string[] {
  if (!range) return [];
  const { minimum, width, bins } = divide(range);
  return [
    `histogram(least(floor((${writeValue(column)} - ${minimum}) / ${width}), ${bins - 1})::INTEGER) FILTER (WHERE isfinite(${quoteName(column.name)})) AS bins_${i}`,
  ];
}

/** Few whole numbers get a bin each, so that an hour is an hour. */
function divide({ minimum, maximum, distinct }: Range): { minimum: number; width: number; bins: number } {
  const whole = maximum - minimum + 1;
  if (Number.isInteger(minimum) && Number.isInteger(maximum) && whole <= mostWholeBins && distinct <= whole)
    return { minimum, width: 1, bins: whole };
  return { minimum, width: (maximum - minimum) / binCount || 1, bins: binCount };
}

/** A map of DuckDB: pairs of bin and rows. */
function readBins(map: unknown, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  if (Array.isArray(map))
    for (const [bin, count] of map) if (Number(bin) in counts) counts[Number(bin)] = Number(count);
  return counts;
}

function readTop(map: unknown): { value: string; count: number }[] {
  if (!Array.isArray(map)) return [];
  return map
    .map(([value, count]) => ({ value: String(value), count: Number(count) }))
    .sort((a, b) => b.count - a.count)
    .slice(0, 8);
}
