import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { parseNotebook } from '@/cells/document/parse';
import { serializeNotebook } from '@/cells/document/serialize';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { notebooks } from '../../db/schema';
import { AppError } from '../../errors';
import { lockHead, mergeSaved } from './documents';
import { insertRevision } from './revisions';

/** The title lives in the file, so a new title is a new revision. */
export const renameNotebook = command({
  action: 'notebook.rename',
  input: z.object({ id: z.string(), title: z.string().trim().min(1).max(500) }),
  async run(context, { id, title }) {
    const head = await lockHead(context.db, id);
    const number = head.number + 1;
    await context.db
      .update(notebooks)
      .set({ title, head: number, updatedAt: context.now() })
      .where(eq(notebooks.id, id));
    const html = serializeNotebook({ ...parseNotebook(head.html), title });
    await insertRevision(context, { notebookId: id, number, title, html });
    await mergeSaved(context, { id, base: head.html, html });
    context.audit(`notebook:${id}`, { title });
    return { revision: number };
  },
});

/** Puts it aside; `restoreNotebook` brings it back with everything that belongs to it. */
export const deleteNotebook = command({
  action: 'notebook.delete',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const [row] = await putAside(context, [id]);
    if (!row) throw new AppError('not_found', 'There is no such notebook.');
    context.audit(`notebook:${id}`, { title: row.title });
    return { title: row.title };
  },
});

const several = z.object({ ids: z.array(z.string()).min(1).max(5000) });

/** Several at once. Those that are deleted already, or were never there, are left out of the answer. */
export const deleteNotebooks = command({
  action: 'notebook.delete',
  input: several,
  async run(context, { ids }) {
    const rows = await putAside(context, ids);
    context.audit('notebooks', { count: rows.length, titles: titlesOf(rows) });
    return { ids: rows.map(({ id }) => id) };
  },
});

export const restoreNotebook = command({
  action: 'notebook.restore',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const [row] = await bringBack(context, [id]);
    if (!row) throw new AppError('not_found', 'There is no such deleted notebook.');
    context.audit(`notebook:${id}`, { title: row.title });
    return { title: row.title };
  },
});

export const restoreNotebooks = command({
  action: 'notebook.restore',
  input: several,
  async run(context, { ids }) {
    const rows = await bringBack(context, ids);
    context.audit('notebooks', { count: rows.length, titles: titlesOf(rows) });
    return { ids: rows.map(({ id }) => id) };
  },
});

const putAside = (context: CommandContext, ids: readonly string[]) =>
  context.db
    .update(notebooks)
    .set({ deletedAt: context.now() })
    .where(and(inArray(notebooks.id, [...ids]), isNull(notebooks.deletedAt)))
    .returning({ id: notebooks.id, title: notebooks.title });

const bringBack = (context: CommandContext, ids: readonly string[]) =>
  context.db
    .update(notebooks)
    .set({ deletedAt: null })
    .where(and(inArray(notebooks.id, [...ids]), isNotNull(notebooks.deletedAt)))
    .returning({ id: notebooks.id, title: notebooks.title });

const titlesOf = (rows: readonly { readonly title: string }[]) => rows.slice(0, 20).map(({ title }) => title);
