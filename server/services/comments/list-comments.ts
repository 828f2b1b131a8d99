import { and, asc, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import { commentReads, comments, commentThreads } from '../../db/schema';
import { authorOf, chosenName, readerOf } from './author';
import { knownPeople } from './known-people';

/** The talks of a notebook, the oldest first, with their comments: which are one's own, which one has not read. */
export const listComments = query({
  action: 'comment.read',
  input: z.object({ notebookId: z.string(), author: chosenName }),
  async run(context, { notebookId, author }) {
    const { db, actor } = context;
    const [rows, [read], people] = await Promise.all([
      db
        .select({ thread: commentThreads, comment: comments })
        .from(comments)
        .innerJoin(commentThreads, eq(commentThreads.id, comments.threadId))
        .where(and(eq(commentThreads.notebookId, notebookId), isNull(comments.deletedAt)))
        .orderBy(asc(commentThreads.createdAt), asc(comments.createdAt), asc(comments.id))
        .limit(5000),
      db
        .select({ at: commentReads.readAt })
        .from(commentReads)
        .where(
          and(eq(commentReads.notebookId, notebookId), eq(commentReads.reader, readerOf(actor, author))),
        ),
      knownPeople(context),
    ]);
    const me = authorOf(actor, author);
    const threads = new Map<string, ReturnType<typeof begin>>();
    for (const { thread, comment } of rows) {
      const own = comment.createdBy === actor.id && comment.author === me;
      const { id, text, author: name, mentions, editedAt, createdAt } = comment;
      const talk = threads.get(thread.id) ?? begin(thread);
      talk.comments.push({
        ...{ id, text, author: name, mentions, editedAt, createdAt, isOwn: own },
        isUnread: !own && (!read || createdAt > read.at),
      });
      threads.set(thread.id, talk);
    }
    return { threads: [...threads.values()], people: people.map(({ name }) => name), me };
  },
});

interface ListedComment {
  readonly id: string;
  readonly text: string;
  readonly author: string;
  readonly mentions: readonly string[];
  readonly editedAt: Date | null;
  readonly createdAt: Date;
  readonly isOwn: boolean;
  readonly isUnread: boolean;
}

const begin = ({ id, cellId, quote, resolvedAt, resolvedBy }: typeof commentThreads.$inferSelect) => ({
  ...{ id, cellId, quote, resolvedAt, resolvedBy },
  comments: [] as ListedComment[],
});
