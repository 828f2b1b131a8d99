import { and, eq, inArray } from 'drizzle-orm';
import { readFileLock } from '@/cells/document/file-lock';
import { parseNotebook } from '@/cells/document/parse';
import type { CommandContext } from '../../context';
import { blobReferences } from '../../db/schema';

/** The files that a slice reads stay for as long as the version that was made from it, whatever becomes of its notebook. */
export async function holdSliceFiles(
  { db }: Pick<CommandContext, 'db'>,
  { versionId, notebookId, slice }: { versionId: string; notebookId: string; slice: string },
): Promise<void> {
  const listed = [...readFileLock(parseNotebook(slice)).values()].map(({ hash }) => hash);
  if (listed.length === 0) return;
  const own = await db
    .select({ hash: blobReferences.hash })
    .from(blobReferences)
    .where(
      and(
        eq(blobReferences.ownerKind, 'notebook'),
        eq(blobReferences.ownerId, notebookId),
        inArray(blobReferences.hash, listed),
      ),
    );
  if (own.length === 0) return;
  await db
    .insert(blobReferences)
    .values(own.map(({ hash }) => ({ hash, ownerKind: 'model-version', ownerId: versionId })))
    .onConflictDoNothing();
}
