import { and, eq, inArray, lt, notExists } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { blobReferences, blobs } from '../../db/schema';

/** Files uploaded for a promotion have this long to be referred to. */
const graceHours = 24;

/** Deletes files that nothing has referred to for a day, `limit` at most. Row and file go together or the row stays. */
export const collectBlobs = command({
  action: 'blob.collect',
  input: z.object({ limit: z.number().int().positive().default(500) }),
  async run(context, { limit }) {
    const before = new Date(context.now().getTime() - graceHours * 3_600_000);
    const references = context.db
      .select({ hash: blobReferences.hash })
      .from(blobReferences)
      .where(eq(blobReferences.hash, blobs.hash));
    const unused = await context.db
      .select({ hash: blobs.hash })
      .from(blobs)
      .where(and(lt(blobs.createdAt, before), notExists(references)))
      .limit(limit)
      .for('update', { skipLocked: true });
    const hashes = unused.map(({ hash }) => hash);
    context.audit('blobs', { deleted: hashes.length });
    if (hashes.length === 0) return { deleted: 0 };
    await context.db.delete(blobs).where(inArray(blobs.hash, hashes));
    for (const hash of hashes) await context.storage.remove(hash);
    return { deleted: hashes.length };
  },
});
