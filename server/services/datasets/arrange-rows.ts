import { type Arrangement, filteredColumns } from '@/cells/data/arrangement';
import { type QueryColumn, writeConditions, writeContains } from '@/cells/data/conditions';
import { writeLiteral } from '@/cells/data/write-literal';
import type { PersonalColumns } from '@/cells/personal';
import { AppError } from '../../errors';
import { quoteName } from './open-duckdb';
import type { describeColumns } from './profile-table';

type Described = Awaited<ReturnType<typeof describeColumns>>[number];

/** Milliseconds that a page of rows may take. */
const mostMs = 15_000;

/**
 * What stands after FROM of a data set for the rows that were asked for, and for their order. Columns with personal data are masked: nobody
 * learns their values by asking where they lie.
 * @throws AppError for a column that is not there or is masked, and for dates that are none
 */
export function writeArrangement(
  columns: readonly Described[],
  personal: PersonalColumns,
  { arrangement, search }: { arrangement: Arrangement; search: string },
): { where: string; order: string } {
  for (const place of [...arrangement.sorts.map(({ column }) => column), ...filteredColumns(arrangement)])
    requireOpen(columns[place], personal);
  requireDates(columns, arrangement);
  const conditions = writeConditions(arrangement.filters, {
    column: (place) => toQueryColumn(columns[place]),
    bind: writeLiteral,
  });
  if (search !== '') {
    const text = writeLiteral(search);
    const some = columns
      .filter(({ name, type }) => type !== 'BLOB' && !personal.has(name))
      .flatMap((column) => toQueryColumn(column) ?? [])
      .map((column) => `coalesce(${writeContains(column, text)}, false)`);
    conditions.push(some.length > 0 ? `(${some.join(' OR ')})` : 'false');
  }
  const keys = arrangement.sorts.map(
    ({ column, descending }) =>
      `${quoteName(columns[column]?.name ?? '')} ${descending ? 'DESC' : 'ASC'} NULLS LAST`,
  );
  return {
    where: conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '',
    // Equals stand as they stand in the file, or a row could come on two pages.
    order: keys.length > 0 ? ` ORDER BY ${keys.join(', ')}, rowid` : '',
  };
}

function requireOpen(column: Described | undefined, personal: PersonalColumns): void {
  if (!column) throw new AppError('bad_request', 'This data set has no such column.');
  if (personal.has(column.name))
    throw new AppError(
      'bad_request',
      `${column.name} holds personal data and is masked here: rows are neither sorted nor filtered by it.`,
    );
}

function requireDates(columns: readonly Described[], { filters }: Arrangement): void {
  for (const [place, filter] of Object.entries(filters)) {
    if (filter.kind !== 'range' || toQueryColumn(columns[Number(place)])?.measure !== 'date') continue;
    for (const text of [filter.minimum, filter.maximum, filter.below])
      if (text && (!/^\d{4}-/.test(text) || Number.isNaN(Date.parse(text))))
        throw new AppError('bad_request', `${text} is no date. Write it as 2012-01-31.`);
  }
}

function toQueryColumn(column: Described | undefined): QueryColumn | undefined {
  if (!column) return undefined;
  const sql = quoteName(column.name);
  if (column.measure === 'number') return { sql, measure: 'number' };
  if (column.measure === 'time') return { sql, measure: 'date' };
  if (column.type === 'VARCHAR') return { sql, measure: 'text' };
  return { sql, measure: column.type === 'BOOLEAN' ? 'boolean' : 'other' };
}

/**
 * Reads rows; what was asked of them has its time and the memory of DuckDB's own.
 * @throws AppError that says what to do instead
 */
export async function askInTime<T>(
  isAsked: boolean,
  read: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  const signal = isAsked ? AbortSignal.timeout(mostMs) : undefined;
  try {
    return await read(signal);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const cause = { cause: error };
    if (signal?.aborted)
      throw new AppError(
        'timed_out',
        'This takes longer than 15 seconds on this data. Filter by a column first, or ask it in a notebook.',
        cause,
      );
    if (error instanceof Error && /out of memory/i.test(error.message))
      throw new AppError(
        'unprocessable',
        'Sorting these rows takes more memory than a page may. Filter by a column first, or ask it in a notebook.',
        cause,
      );
    throw error;
  }
}
