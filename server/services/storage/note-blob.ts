import type { CommandContext } from '../../context';
import { blobs } from '../../db/schema';
import type { Blob } from '../../storage/storage';

/** Says when a file was stored, so that the collector finds it, and leaves it long enough for an owner to refer to it. */
export async function noteBlob(
  context: Pick<CommandContext, 'db' | 'now'>,
  { hash, bytes }: Blob,
): Promise<void> {
  const createdAt = context.now();
  await context.db
    .insert(blobs)
    .values({ hash, bytes, createdAt })
    .onConflictDoUpdate({ target: blobs.hash, set: { createdAt } });
}
