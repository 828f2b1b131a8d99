import { contentOf, type SharedColumn } from './alike';
import type { RowMatch } from './match-by-key';
import type { OpenVersions } from './open-versions';

/**
 * Rows are the same when all shared columns are; the same row may stand there several times. Leaves the table `pairs` behind:
 * for each content of which one side has more, the place of one such row there.
 */
export async function matchWhole(
  { db, before, after }: OpenVersions,
  shared: readonly SharedColumn[],
): Promise<RowMatch> {
  const content = contentOf(shared);
  await db.run(`
    CREATE TABLE surplus AS
    SELECT sum(b)::DOUBLE AS b, sum(a)::DOUBLE AS a, min(place) FILTER (b = 1) AS before_at, min(place) FILTER (a = 1) AS after_at
    FROM (
      SELECT ${content} AS content, rowid AS place, 1 AS b, 0 AS a FROM ${before}
      UNION ALL
      SELECT ${content} AS content, rowid AS place, 0 AS b, 1 AS a FROM ${after}
    ) GROUP BY content HAVING sum(a) <> sum(b)`);
  const [counts = {}] = await db.rows(
    'SELECT sum(greatest(a - b, 0)) AS added, sum(greatest(b - a, 0)) AS removed FROM surplus',
  );
  await db.run(`
    CREATE VIEW pairs AS
    SELECT CASE WHEN b > a THEN before_at END AS before_at, CASE WHEN a > b THEN after_at END AS after_at FROM surplus`);
  return {
    added: Number(counts.added ?? 0),
    removed: Number(counts.removed ?? 0),
    changed: null,
    changedColumns: { of: 0, counts: [] },
  };
}
