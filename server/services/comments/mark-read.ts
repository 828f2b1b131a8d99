import { z } from 'zod';
import { command } from '../../command';
import { commentReads } from '../../db/schema';
import { chosenName, readerOf } from './author';

/** Says that a person has read the comments of a notebook until now. */
export const markCommentsRead = command({
  action: 'comment.write',
  isLog: true,
  input: z.object({ notebookId: z.string(), author: chosenName }),
  async run(context, { notebookId, author }) {
    const readAt = context.now();
    await context.db
      .insert(commentReads)
      .values({ notebookId, reader: readerOf(context.actor, author), readAt })
      .onConflictDoUpdate({ target: [commentReads.notebookId, commentReads.reader], set: { readAt } });
    return {};
  },
});
