import { createHash } from 'node:crypto';
import type { CommandContext } from '../../context';
import { revisionContents, revisions } from '../../db/schema';
import { createId } from '../../id';

/** The largest notebook file that is kept, in characters. */
export const largestNotebook = 60_000_000;

export const hashOf = (html: string): string => createHash('sha256').update(html).digest('hex');

/** Adds an immutable revision; equal contents are stored once. Runs in the caller's transaction. */
export async function insertRevision(
  context: CommandContext,
  revision: { notebookId: string; number: number; title: string; html: string },
): Promise<{ id: string; hash: string; createdAt: Date }> {
  const hash = hashOf(revision.html);
  const id = createId();
  const createdAt = context.now();
  await context.db.insert(revisionContents).values({ hash, html: revision.html }).onConflictDoNothing();
  await context.db.insert(revisions).values({
    id,
    notebookId: revision.notebookId,
    number: revision.number,
    hash,
    title: revision.title,
    createdAt,
    createdBy: context.actor.id,
  });
  return { id, hash, createdAt };
}
