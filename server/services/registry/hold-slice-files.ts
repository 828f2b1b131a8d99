import { and, eq, inArray } from 'drizzle-orm';
import { filesOfSlice } from '@/cells/document/files-of-slice';
import type { CommandContext, Context } from '../../context';
import { blobReferences, blobs } from '../../db/schema';
import { listReachable } from '../notebooks';

/**
 * The files that a slice reads stay for as long as the version that was made from it, whatever becomes of its notebook and of those that it
 * imports. What is listed and belongs to none of these is not held.
 */
export async function holdSliceFiles(
  { db }: Pick<CommandContext, 'db'>,
  { versionId, notebookId, slice }: { versionId: string; notebookId: string; slice: string },
): Promise<void> {
  const listed = [...filesOfSlice(slice).keys()];
  if (listed.length === 0) return;
  const reachable = await listReachable({ db }, notebookId);
  const own = await db
    .selectDistinct({ hash: blobReferences.hash })
    .from(blobReferences)
    .where(
      and(
        eq(blobReferences.ownerKind, 'notebook'),
        inArray(blobReferences.ownerId, [notebookId, ...reachable]),
        inArray(blobReferences.hash, listed),
      ),
    );
  if (own.length === 0) return;
  await db
    .insert(blobReferences)
    .values(own.map(({ hash }) => ({ hash, ownerKind: 'model-version', ownerId: versionId })))
    .onConflictDoNothing();
}

/** The stored files of a slice, as far as its version holds them. */
export async function listSliceFiles(
  { db }: Pick<Context, 'db'>,
  { versionId, slice }: { versionId: string; slice: string },
): Promise<{ hash: string; bytes: number }[]> {
  const listed = [...filesOfSlice(slice).keys()];
  if (listed.length === 0) return [];
  return db
    .select({ hash: blobs.hash, bytes: blobs.bytes })
    .from(blobReferences)
    .innerJoin(blobs, eq(blobs.hash, blobReferences.hash))
    .where(
      and(
        eq(blobReferences.ownerKind, 'model-version'),
        eq(blobReferences.ownerId, versionId),
        inArray(blobReferences.hash, listed),
      ),
    );
}
