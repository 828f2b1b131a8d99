import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { notebooks, revisions } from '../../db/schema';
import { AppError } from '../../errors';

/** Gives a revision a name, or takes it away. Answers with the name that it had. */
export const nameRevision = command({
  action: 'notebook.name',
  input: z.object({
    id: z.string(),
    revision: z.number().int(),
    name: z.string().trim().min(1, 'A name has a letter at least').max(200).nullable(),
  }),
  async run(context, { id, revision, name }) {
    const [row] = await context.db
      .select({ id: revisions.id, name: revisions.name, title: notebooks.title })
      .from(revisions)
      .innerJoin(notebooks, eq(notebooks.id, revisions.notebookId))
      .where(and(eq(revisions.notebookId, id), eq(revisions.number, revision)));
    if (!row) throw new AppError('not_found', `This notebook has no revision ${revision}.`);
    await context.db.update(revisions).set({ name }).where(eq(revisions.id, row.id));
    context.audit(`notebook:${id}`, { title: row.title, revision, name, before: row.name });
    return { before: row.name };
  },
});
