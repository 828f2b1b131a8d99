import { z } from 'zod';
import { command } from '../../command';
import { blobs } from '../../db/schema';

/** Notes an uploaded file, so that the collector knows when it came and keeps it long enough to be promoted. */
export const recordBlob = command({
  action: 'model.promote',
  input: z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.number().int().nonnegative() }),
  async run(context, { hash, bytes }) {
    const createdAt = context.now();
    await context.db
      .insert(blobs)
      .values({ hash, bytes, createdAt })
      .onConflictDoUpdate({ target: blobs.hash, set: { createdAt } });
    context.audit(`blob:${hash}`, { bytes });
    return { hash, bytes };
  },
});
