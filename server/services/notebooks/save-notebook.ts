import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { notebooks, revisionContents, revisions } from '../../db/schema';
import { AppError } from '../../errors';
import { titleOf } from './create-notebook';
import { mergeSaved } from './documents';
import { hashOf, insertRevision, notebookText } from './revisions';

/**
 * Saves the file as the next revision, if `baseRevision` still is the newest: otherwise AppError conflict, whose detail names
 * the newest, and nothing changes. The same contents again make no new revision. Who writes in the notebook meanwhile sees it.
 */
export const saveNotebook = command({
  action: 'notebook.save',
  input: z.object({ id: z.string(), html: notebookText, baseRevision: z.number().int() }),
  async run(context, { id, html, baseRevision }) {
    const title = titleOf(html) ?? 'Untitled';
    const hash = hashOf(html);
    const [moved] = await context.db
      .update(notebooks)
      .set({ head: baseRevision + 1, title, updatedAt: context.now() })
      .where(and(eq(notebooks.id, id), eq(notebooks.head, baseRevision), isNull(notebooks.deletedAt)))
      .returning({ head: notebooks.head });

    if (!moved) {
      const newest = await newestRevision(context.db, id);
      if (!newest)
        throw new AppError(
          'not_found',
          'This notebook was deleted. Restore it from the list of notebooks, or download your copy.',
        );
      // A save whose answer was lost is tried again: it is already there.
      if (newest.hash === hash)
        return { revision: newest.number, revisionId: newest.id, savedAt: newest.createdAt };
      throw new AppError('conflict', 'This notebook was changed elsewhere since you opened it.', {
        detail: { newest: newest.number },
      });
    }

    const [base] = await context.db
      .select({
        id: revisions.id,
        hash: revisions.hash,
        createdAt: revisions.createdAt,
        html: revisionContents.html,
      })
      .from(revisions)
      .innerJoin(revisionContents, eq(revisionContents.hash, revisions.hash))
      .where(and(eq(revisions.notebookId, id), eq(revisions.number, baseRevision)));
    if (base?.hash === hash) {
      await context.db.update(notebooks).set({ head: baseRevision }).where(eq(notebooks.id, id));
      return { revision: baseRevision, revisionId: base.id, savedAt: base.createdAt };
    }
    const saved = await insertRevision(context, { notebookId: id, number: moved.head, title, html });
    if (base) await mergeSaved(context, { id, base: base.html, html });
    context.audit(`notebook:${id}`, { revision: moved.head });
    return { revision: moved.head, revisionId: saved.id, savedAt: saved.createdAt };
  },
});

async function newestRevision(db: Parameters<typeof insertRevision>[0]['db'], notebookId: string) {
  const notebook = await db.query.notebooks.findFirst({
    where: and(eq(notebooks.id, notebookId), isNull(notebooks.deletedAt)),
  });
  if (!notebook) return undefined;
  return db.query.revisions.findFirst({
    where: and(eq(revisions.notebookId, notebookId), eq(revisions.number, notebook.head)),
  });
}
