import { AppError } from '../../../errors';
import { quoteName } from '../open-duckdb';
import { alike, contentOf, type SharedColumn } from './alike';
import type { Mask } from './mask-personal';
import type { OpenVersions, StoredVersion } from './open-versions';

/** Changed rows whose cells are all compared; beyond, a fixed sample of about as many. */
const mostPairs = 500_000;
/** Columns whose cells are compared in one pass. */
const columnsPerPass = 20;

export interface RowMatch {
  readonly added: number;
  readonly removed: number;
  /** Rows of which other cells changed; null without a key, which alone can tell. */
  readonly changed: number | null;
  /** In how many of the changed rows each column differs, the most first; counted on `of` of them. */
  readonly changedColumns: {
    readonly of: number;
    readonly counts: readonly { readonly name: string; readonly rows: number }[];
  };
}

/**
 * Rows of equal keys are one row. Leaves the table `pairs` behind: places of the rows that were added (no place before), removed
 * (no place after) or changed. Throws AppError unprocessable when a key is missing or names several rows.
 */
export async function matchByKey(
  open: OpenVersions,
  versions: { before: StoredVersion; after: StoredVersion },
  { keys, shared, mask }: { keys: readonly SharedColumn[]; shared: readonly SharedColumn[]; mask: Mask },
): Promise<RowMatch> {
  await requireKey(open, open.before, { keys, mask, number: versions.before.number });
  await requireKey(open, open.after, { keys, mask, number: versions.after.number });
  const rest = shared.filter((column) => !keys.includes(column));
  const side = (table: string) =>
    `(SELECT rowid AS place, ${contentOf(rest)} AS content, ${keys.map((key, i) => `${alike(key)} AS k${i}`).join(', ')} FROM ${table})`;
  await open.db.run(`
    CREATE TABLE pairs AS SELECT b.place AS before_at, a.place AS after_at
    FROM ${side(open.before)} b FULL JOIN ${side(open.after)} a ON ${keys.map((_, i) => `b.k${i} = a.k${i}`).join(' AND ')}
    WHERE b.place IS NULL OR a.place IS NULL OR b.content <> a.content`);
  const [counts = {}] = await open.db.rows(`
    SELECT count(*) FILTER (before_at IS NULL)::DOUBLE AS added, count(*) FILTER (after_at IS NULL)::DOUBLE AS removed,
      count(*) FILTER (before_at IS NOT NULL AND after_at IS NOT NULL)::DOUBLE AS changed FROM pairs`);
  const [added, removed, changed] = [counts.added, counts.removed, counts.changed].map(Number);
  return {
    added: added ?? 0,
    removed: removed ?? 0,
    changed: changed ?? 0,
    changedColumns: await countCells(open, rest, changed ?? 0),
  };
}

async function requireKey(
  { db }: OpenVersions,
  table: string,
  { keys, mask, number }: { keys: readonly SharedColumn[]; mask: Mask; number: number },
): Promise<void> {
  const names = keys.map(({ name }) => name).join(', ');
  const columns = keys.map(({ name }) => quoteName(name));
  const [{ missing = 0 } = {}] = await db.rows(
    `SELECT count(*)::DOUBLE AS missing FROM ${table} WHERE ${columns.map((column) => `${column} IS NULL`).join(' OR ')}`,
  );
  if (Number(missing) > 0)
    throw new AppError(
      'unprocessable',
      `${names} is no key of version ${number}: ${missing === 1 ? '1 row has' : `${missing} rows have`} no value there. Choose columns that name each row.`,
    );
  const [repeated] = await db.rows(`
    WITH repeated AS (
      SELECT ${keys.map((key, i) => `left(${alike(key)}::VARCHAR, 60) AS k${i}`).join(', ')}, count(*) AS n
      FROM ${table} GROUP BY ${keys.map((key) => alike(key)).join(', ')} HAVING n > 1)
    SELECT *, n::DOUBLE AS often, (SELECT count(*) FROM repeated)::DOUBLE AS keys
    FROM repeated ORDER BY n DESC, ${keys.map((_, i) => `k${i}`).join(', ')} LIMIT 1`);
  if (!repeated) return;
  const example = keys.map(({ name }, i) => mask(name, String(repeated[`k${i}`]))).join(', ');
  throw new AppError(
    'unprocessable',
    `${names} is no key of version ${number}: ${Number(repeated.keys) === 1 ? '1 value stands' : `${repeated.keys} values stand`} in more than one row, as ${example} in ${repeated.often}. Choose columns that name one row each.`,
  );
}

/** In how many of the changed rows each column differs, the most first; of a sample when there are very many. */
async function countCells(
  { db, before, after }: OpenVersions,
  columns: readonly SharedColumn[],
  changed: number,
): Promise<RowMatch['changedColumns']> {
  if (changed === 0) return { of: 0, counts: [] };
  const every = Math.ceil(changed / mostPairs);
  const pairs = `(FROM pairs WHERE before_at IS NOT NULL AND after_at IS NOT NULL AND hash(hash(before_at)) % ${every} = 0)`;
  const counts: { name: string; rows: number }[] = [];
  let of = 0;
  for (let at = 0; at < columns.length; at += columnsPerPass) {
    const some = columns.slice(at, at + columnsPerPass);
    const [found = {}] = await db.rows(`
      SELECT count(*)::DOUBLE AS pairs, ${some.map((column, i) => `count(*) FILTER (${alike(column, 'b')} IS DISTINCT FROM ${alike(column, 'a')})::DOUBLE AS c${i}`).join(', ')}
      FROM ${pairs} p JOIN ${before} b ON b.rowid = p.before_at JOIN ${after} a ON a.rowid = p.after_at`);
    of = Number(found.pairs);
    some.forEach(({ name }, i) => {
      const rows = Number(found[`c${i}`]);
      if (rows > 0) counts.push({ name, rows });
    });
  }
  return { of, counts: counts.sort((a, b) => b.rows - a.rows) };
}
