import { and, asc, eq, isNull, ne, or } from 'drizzle-orm';
import { z } from 'zod';
import { parseNotebook } from '@/cells/document/parse';
import { command } from '../../command';
import { notebooks, revisionContents, revisions } from '../../db/schema';
import type { JobType } from '../../queue/queue';
import { digestCells } from './cell-digests';
import { keepSearchText } from './keep-search-text';

/** Makes notebooks of an older release findable by their text. */
export const indexNotebooksJob: JobType<Record<string, never>> = {
  name: 'index-notebooks',
  schema: z.object({}).strict(),
  retryLimit: 0,
};

/** Writes down the text of notebooks whose newest revision search does not know, `limit` at most. */
export const indexLeftNotebooks = command({
  action: 'notebook.index',
  isLog: true,
  input: z.object({ limit: z.number().int().positive().default(20) }),
  async run(context, { limit }) {
    const left = await context.db
      .select({ id: notebooks.id, number: notebooks.head, html: revisionContents.html, hash: revisions.hash })
      .from(notebooks)
      .innerJoin(revisions, and(eq(revisions.notebookId, notebooks.id), eq(revisions.number, notebooks.head)))
      .innerJoin(revisionContents, eq(revisionContents.hash, revisions.hash))
      .where(or(isNull(notebooks.searched), ne(notebooks.searched, notebooks.head)))
      .orderBy(asc(notebooks.id))
      .limit(limit)
      .for('update', { of: notebooks, skipLocked: true });
    for (const { id, number, html, hash } of left) {
      const notebook = parseNotebook(html);
      const cells = digestCells(notebook);
      await context.db.update(revisionContents).set({ cells }).where(eq(revisionContents.hash, hash));
      await keepSearchText(context, { id, number }, notebook, cells);
    }
    return { indexed: left.length };
  },
});
