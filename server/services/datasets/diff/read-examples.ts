import type { Json } from '@duckdb/node-api';
import { quoteName } from '../open-duckdb';
import { alike, type SharedColumn } from './alike';
import type { OpenVersions } from './open-versions';

/** Rows of each kind that are shown. */
export const shownExamples = 20;
/** Cells of one changed row that are shown. */
const shownCells = 12;
const shownText = 200;

export interface ExampleRows {
  readonly columns: readonly string[];
  /** Values as text, null where one is missing. */
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface ChangedRow {
  /** Values of the key's columns. */
  readonly key: readonly (string | null)[];
  readonly cells: readonly { column: string; before: string | null; after: string | null }[];
  /** Cells that changed as well and are not listed. */
  readonly more: number;
}

/** The first rows of each kind, in the order in which they stand in their file, from the table `pairs`. */
export async function readExamples(
  open: OpenVersions,
  { keys, shared }: { keys: readonly SharedColumn[]; shared: readonly SharedColumn[] },
): Promise<{ added: ExampleRows; removed: ExampleRows; changed: readonly ChangedRow[] }> {
  return {
    added: await readRows(open, { table: open.after, place: 'after_at', other: 'before_at' }),
    removed: await readRows(open, { table: open.before, place: 'before_at', other: 'after_at' }),
    changed: keys.length === 0 ? [] : await readChanged(open, keys, shared),
  };
}

async function readRows(
  { db }: OpenVersions,
  { table, place, other }: { table: string; place: string; other: string },
): Promise<ExampleRows> {
  const columns = (await db.rows(`DESCRIBE ${table}`)).map((row) => String(row.column_name));
  const rows = await db.rows(`
    SELECT ${columns.map((name, i) => `${text(`t.${quoteName(name)}`)} AS c${i}`).join(', ')}
    FROM (SELECT ${place} AS place FROM pairs WHERE ${other} IS NULL AND ${place} IS NOT NULL ORDER BY place LIMIT ${shownExamples}) p
    JOIN ${table} t ON t.rowid = p.place ORDER BY p.place`);
  return { columns, rows: rows.map((row) => columns.map((_, i) => read(row[`c${i}`]))) };
}

async function readChanged(
  { db, before, after }: OpenVersions,
  keys: readonly SharedColumn[],
  shared: readonly SharedColumn[],
): Promise<ChangedRow[]> {
  const rest = shared.filter((column) => !keys.includes(column));
  const cells = rest.flatMap((column, i) => [
    `${alike(column, 'b')} IS DISTINCT FROM ${alike(column, 'a')} AS d${i}`,
    `${text(`b.${quoteName(column.name)}`)} AS b${i}`,
    `${text(`a.${quoteName(column.name)}`)} AS a${i}`,
  ]);
  const rows = await db.rows(`
    SELECT ${[...keys.map(({ name }, i) => `${text(`a.${quoteName(name)}`)} AS k${i}`), ...cells].join(', ')}
    FROM (FROM pairs WHERE before_at IS NOT NULL AND after_at IS NOT NULL ORDER BY after_at LIMIT ${shownExamples}) p
    JOIN ${before} b ON b.rowid = p.before_at JOIN ${after} a ON a.rowid = p.after_at ORDER BY p.after_at`);
  return rows.map((row) => {
    const changed = rest.flatMap(({ name }, i) =>
      row[`d${i}`] === true ? [{ column: name, before: read(row[`b${i}`]), after: read(row[`a${i}`]) }] : [],
    );
    return {
      key: keys.map((_, i) => read(row[`k${i}`])),
      cells: changed.slice(0, shownCells),
      more: Math.max(0, changed.length - shownCells),
    };
  });
}

const text = (value: string): string => `left(${value}::VARCHAR, ${shownText})`;
const read = (value: Json | undefined): string | null =>
  value === null || value === undefined ? null : String(value);
