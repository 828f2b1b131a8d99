import type { CommandContext } from '../../context';
import { blobReferences, blobs } from '../../db/schema';
import type { Blob } from '../../storage/storage';

/** Says that an owner needs these files: what no row names is deleted from storage in time. */
export async function referenceBlobs(
  context: Pick<CommandContext, 'db' | 'now'>,
  owner: { readonly ownerKind: 'execution' | 'mail' | 'package' | 'notebook'; readonly ownerId: string },
  stored: readonly Blob[],
): Promise<void> {
  if (stored.length === 0) return;
  const unique = [...new Map(stored.map((blob) => [blob.hash, blob])).values()];
  await context.db
    .insert(blobs)
    .values(unique.map((blob) => ({ ...blob, createdAt: context.now() })))
    .onConflictDoNothing();
  await context.db
    .insert(blobReferences)
    .values(unique.map(({ hash }) => ({ hash, ...owner })))
    .onConflictDoNothing();
}
