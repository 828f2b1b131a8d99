import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { parseNotebook } from '@/cells/document/parse';
import { serializeNotebook } from '@/cells/document/serialize';
import { command } from '../../command';
import { notebooks, revisionContents, revisions } from '../../db/schema';
import { AppError } from '../../errors';
import { insertRevision } from './revisions';

/** The title lives in the file, so a new title is a new revision. */
export const renameNotebook = command({
  action: 'notebook.rename',
  input: z.object({ id: z.string(), title: z.string().trim().min(1).max(500) }),
  async run(context, { id, title }) {
    const [head] = await context.db
      .select({ number: revisions.number, html: revisionContents.html })
      .from(notebooks)
      .innerJoin(revisions, and(eq(revisions.notebookId, notebooks.id), eq(revisions.number, notebooks.head)))
      .innerJoin(revisionContents, eq(revisionContents.hash, revisions.hash))
      .where(and(eq(notebooks.id, id), isNull(notebooks.deletedAt)));
    if (!head) throw new AppError('not_found', 'There is no such notebook.');
    const number = head.number + 1;
    await context.db
      .update(notebooks)
      .set({ title, head: number, updatedAt: context.now() })
      .where(eq(notebooks.id, id));
    await insertRevision(context, {
      notebookId: id,
      number,
      title,
      html: serializeNotebook({ ...parseNotebook(head.html), title }),
    });
    context.audit(`notebook:${id}`, { title });
    return { revision: number };
  },
});

/** Puts it aside; `restoreNotebook` brings it back with everything that belongs to it. */
export const deleteNotebook = command({
  action: 'notebook.delete',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const [row] = await context.db
      .update(notebooks)
      .set({ deletedAt: context.now() })
      .where(and(eq(notebooks.id, id), isNull(notebooks.deletedAt)))
      .returning({ title: notebooks.title });
    if (!row) throw new AppError('not_found', 'There is no such notebook.');
    context.audit(`notebook:${id}`, { title: row.title });
    return { title: row.title };
  },
});

export const restoreNotebook = command({
  action: 'notebook.restore',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const [row] = await context.db
      .update(notebooks)
      .set({ deletedAt: null })
      .where(and(eq(notebooks.id, id), isNotNull(notebooks.deletedAt)))
      .returning({ title: notebooks.title });
    if (!row) throw new AppError('not_found', 'There is no such deleted notebook.');
    context.audit(`notebook:${id}`, { title: row.title });
    return { title: row.title };
  },
});
