import { and, eq, inArray, like, or } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { notebooks, notebookTags } from '../../db/schema';
import { AppError } from '../../errors';
import { escapeLike } from './escape-like';
import { folderPath } from './folder-path';

/** Notebooks that are filed with one act, at most. */
const mostAtOnce = 5000;

/** Puts notebooks into folders; a folder is there as long as a notebook is in it. `before` is what takes it back. */
export const moveNotebooks = command({
  action: 'notebook.file',
  input: z.object({
    moves: z
      .array(z.object({ id: z.string(), folder: folderPath }))
      .min(1)
      .max(mostAtOnce),
  }),
  async run(context, { moves }) {
    const ids = moves.map(({ id }) => id);
    const before = await context.db
      .select({ id: notebooks.id, folder: notebooks.folder })
      .from(notebooks)
      .where(inArray(notebooks.id, ids));
    if (before.length === 0) throw new AppError('not_found', 'There is no such notebook.');
    await put(context, moves);
    const [only] = moves;
    context.audit(moves.length === 1 && only ? `notebook:${only.id}` : 'notebooks', {
      count: before.length,
      folders: [...new Set(moves.map(({ folder }) => folder))].slice(0, 20),
    });
    return { before };
  },
});

/** A folder gets another path, with all that is in it; an existing one takes it in. */
export const renameFolder = command({
  action: 'notebook.file',
  input: z.object({ from: folderPath, to: folderPath }),
  async run(context, { from, to }) {
    if (from === '' || to === '') throw new AppError('bad_request', 'A folder needs a name.');
    if (to.startsWith(`${from}/`))
      throw new AppError('bad_request', `“${from}” cannot be put into itself. Choose another place.`);
    const before = await context.db
      .select({ id: notebooks.id, folder: notebooks.folder })
      .from(notebooks)
      .where(or(eq(notebooks.folder, from), like(notebooks.folder, `${escapeLike(from)}/%`)));
    if (before.length === 0) throw new AppError('not_found', `There is no folder “${from}”.`);
    await put(
      context,
      before.map(({ id, folder }) => ({ id, folder: to + folder.slice(from.length) })),
    );
    context.audit('notebooks', { folder: from, to, count: before.length });
    return { before };
  },
});

/** A statement for each folder. */
async function put(
  { db }: Pick<CommandContext, 'db'>,
  moves: readonly { readonly id: string; readonly folder: string }[],
): Promise<void> {
  for (const folder of new Set(moves.map((move) => move.folder))) {
    const ids = moves.filter((move) => move.folder === folder).map(({ id }) => id);
    await db.update(notebooks).set({ folder }).where(inArray(notebooks.id, ids));
  }
}

const tagging = z.object({ id: z.string(), tag: z.string().trim().min(1, 'A tag has a letter').max(100) });

/** Puts tags on notebooks and takes them off. Answers with what changed: the same with the two exchanged takes it back. */
export const tagNotebooks = command({
  action: 'notebook.file',
  input: z.object({
    add: z.array(tagging).max(mostAtOnce).default([]),
    remove: z.array(tagging).max(mostAtOnce).default([]),
  }),
  async run(context, { add, remove }) {
    const removed = [];
    for (const { id, tag } of remove)
      removed.push(
        ...(await context.db
          .delete(notebookTags)
          .where(and(eq(notebookTags.notebookId, id), eq(notebookTags.tag, tag)))
          .returning({ id: notebookTags.notebookId, tag: notebookTags.tag })),
      );
    const ids = [...new Set(add.map(({ id }) => id))];
    const known = new Set(
      (ids.length
        ? await context.db.select({ id: notebooks.id }).from(notebooks).where(inArray(notebooks.id, ids))
        : []
      ).map(({ id }) => id),
    );
    const wanted = add.filter(({ id }) => known.has(id));
    const added = wanted.length
      ? await context.db
          .insert(notebookTags)
          .values(wanted.map(({ id, tag }) => ({ notebookId: id, tag })))
          .onConflictDoNothing()
          .returning({ id: notebookTags.notebookId, tag: notebookTags.tag })
      : [];
    const touched = [...new Set([...added, ...removed].map(({ id }) => id))];
    context.audit(touched.length === 1 ? `notebook:${touched[0]}` : 'notebooks', {
      count: touched.length,
      added: [...new Set(added.map(({ tag }) => tag))].slice(0, 20),
      removed: [...new Set(removed.map(({ tag }) => tag))].slice(0, 20),
    });
    return { added, removed };
  },
});
