import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { commentThreads } from '../../db/schema';
import { AppError } from '../../errors';
import { authorOf, chosenName } from './author';

/** Settles a talk, or opens it again. */
export const resolveThread = command({
  action: 'comment.resolve',
  input: z.object({ id: z.string(), isResolved: z.boolean(), author: chosenName }),
  async run(context, { id, isResolved, author }) {
    const [thread] = await context.db
      .update(commentThreads)
      .set(
        isResolved
          ? { resolvedAt: context.now(), resolvedBy: authorOf(context.actor, author) }
          : { resolvedAt: null, resolvedBy: null },
      )
      .where(eq(commentThreads.id, id))
      .returning({ notebookId: commentThreads.notebookId });
    if (!thread) throw new AppError('not_found', 'There is no such talk.');
    context.audit(`notebook:${thread.notebookId}`, { threadId: id, isResolved });
    return { id };
  },
});
