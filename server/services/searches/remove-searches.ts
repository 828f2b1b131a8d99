import { and, eq, inArray, lte, notExists, type SQL } from 'drizzle-orm';
import type { CommandContext } from '../../context';
import { blobReferences, blobs, searches } from '../../db/schema';

/** Their trials go with them, and their tables, unless something else refers to those. Gives their ids. */
export async function removeSearches(
  { db, storage }: Pick<CommandContext, 'db' | 'storage'>,
  which: SQL | undefined,
): Promise<string[]> {
  const gone = await db
    .delete(searches)
    .where(which)
    .returning({ id: searches.id, table: searches.tableHash, createdAt: searches.createdAt });
  const ids = gone.map(({ id }) => id);
  if (ids.length === 0) return ids;
  await db
    .delete(blobReferences)
    .where(and(eq(blobReferences.ownerKind, 'search'), inArray(blobReferences.ownerId, ids)));
  const references = db
    .select({ hash: blobReferences.hash })
    .from(blobReferences)
    .where(eq(blobReferences.hash, blobs.hash));
  for (const { table, createdAt } of gone) {
    // One that was sent again since is for something that has not begun: the collector keeps it a day.
    const [unused] = await db
      .select({ hash: blobs.hash })
      .from(blobs)
      .where(and(eq(blobs.hash, table), lte(blobs.createdAt, createdAt), notExists(references)))
      .for('update', { skipLocked: true });
    if (!unused) continue;
    await db.delete(blobs).where(eq(blobs.hash, table));
    await storage.remove(table);
  }
  return ids;
}
