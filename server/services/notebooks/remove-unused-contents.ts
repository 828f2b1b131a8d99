import { and, eq, exists, inArray, or, sql } from 'drizzle-orm';
import type { Transaction } from '../../db/database';
import { modelVersions, revisionContents, revisions, runs } from '../../db/schema';

/** Whatever stands on a text by its hash, besides revisions. */
export const contentReferrers = [modelVersions.sliceHash, runs.sliceHash] as const;

/** Texts among these that no revision has any more, and no version or training either. */
export async function removeUnusedContents(db: Transaction, hashes: readonly string[]): Promise<void> {
  const used = [revisions.hash, ...contentReferrers].map((column) =>
    exists(db.select({ one: sql`1` }).from(column.table).where(eq(column, revisionContents.hash))),
  );
  for (let at = 0; at < hashes.length; at += 1000)
    await db
      .delete(revisionContents)
      .where(and(inArray(revisionContents.hash, hashes.slice(at, at + 1000)), sql`not ${or(...used)}`));
}
