import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { parseNotebook } from '@/cells/document/parse';
import type { CommandContext } from '../../context';
import { revisionContents, revisions } from '../../db/schema';
import { createId } from '../../id';
import { digestCells } from './cell-digests';
import { keepSearchText } from './keep-search-text';

/** The largest notebook file that is kept, in characters. */
export const largestNotebook = 60_000_000;
export const notebookTooLarge = 'This notebook is larger than 60 million characters. Take something out';
export const notebookText = z.string().max(largestNotebook, notebookTooLarge);

export const hashOf = (html: string): string => createHash('sha256').update(html).digest('hex');

/** Adds an immutable revision, which search knows from then on; equal contents are stored once. Runs in the caller's transaction. */
export async function insertRevision(
  context: CommandContext,
  revision: { notebookId: string; number: number; title: string; html: string },
): Promise<{ id: string; hash: string; createdAt: Date }> {
  const hash = hashOf(revision.html);
  const id = createId();
  const createdAt = context.now();
  const notebook = parseNotebook(revision.html);
  const cells = digestCells(notebook);
  await context.db
    .insert(revisionContents)
    .values({ hash, html: revision.html, cells })
    .onConflictDoNothing();
  await context.db.insert(revisions).values({
    id,
    notebookId: revision.notebookId,
    number: revision.number,
    hash,
    title: revision.title,
    createdAt,
    createdBy: context.actor.id,
  });
  await keepSearchText(context, { id: revision.notebookId, number: revision.number }, notebook, cells);
  return { id, hash, createdAt };
}

/** In a query of revisions: the one before that is still there, as old ones are thinned out; null of the first. */
export const previousNumber = sql<number | null>`(
  select max(earlier.number) from ${revisions} earlier
  where earlier.notebook_id = ${revisions.notebookId} and earlier.number < ${revisions.number})`;
