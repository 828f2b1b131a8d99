import { and, eq, inArray, type SQL } from 'drizzle-orm';
import type { CommandContext } from '../../context';
import { blobReferences, searches } from '../../db/schema';

/** Their trials go with them, and their tables, once nothing else refers to those. Gives their ids. */
export async function removeSearches(
  { db }: Pick<CommandContext, 'db'>,
  which: SQL | undefined,
): Promise<string[]> {
  const gone = (await db.delete(searches).where(which).returning({ id: searches.id })).map(({ id }) => id);
  if (gone.length > 0)
    await db
      .delete(blobReferences)
      .where(and(eq(blobReferences.ownerKind, 'search'), inArray(blobReferences.ownerId, gone)));
  return gone;
}
