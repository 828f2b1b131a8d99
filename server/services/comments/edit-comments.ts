import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext, Context } from '../../context';
import { comments, commentThreads, notebooks } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { queueMail } from '../mails';
import { emit } from '../webhooks';
import { authorOf, chosenName } from './author';
import { findMentions } from './find-mentions';
import { knownPeople } from './known-people';
import { writeCallMail } from './write-call-mail';

const commentText = z.string().trim().min(1, 'A comment says something').max(10_000);

/** Begins a talk at a cell, or goes on with one. Those whom it calls get a mail where they have an address. */
export const addComment = command({
  action: 'comment.write',
  input: z.object({
    notebookId: z.string(),
    /** The talk to go on with; else one begins at `cellId`. */
    threadId: z.string().optional(),
    cellId: z.number().int(),
    /** The beginning of what the cell says. */
    quote: z.string().max(2000).default(''),
    text: commentText,
    author: chosenName,
  }),
  async prepare(context, { notebookId, text, author, cellId }) {
    const people = await knownPeople(context);
    const mentions = findMentions(
      text,
      people.map(({ name }) => name),
    );
    const commentId = createId();
    const letter = await writeCallMail(context, {
      ...{ notebookId, cellId, text, mentions, people },
      author: authorOf(context.actor, author),
    });
    return { commentId, mentions, letter };
  },
  async run(context, input, { commentId, mentions, letter }) {
    const { notebookId, cellId, quote, text } = input;
    const notebook = await context.db.query.notebooks.findFirst({
      where: and(eq(notebooks.id, notebookId), isNull(notebooks.deletedAt)),
      columns: { title: true },
    });
    if (!notebook) throw new AppError('not_found', 'There is no such notebook.');
    const by = { createdAt: context.now(), createdBy: context.actor.id };
    const threadId = input.threadId ?? createId();
    if (input.threadId) {
      const [thread] = await context.db
        .update(commentThreads)
        // Who answers has something to say: the talk is open again.
        .set({ resolvedAt: null, resolvedBy: null })
        .where(and(eq(commentThreads.id, threadId), eq(commentThreads.notebookId, notebookId)))
        .returning({ id: commentThreads.id });
      if (!thread) throw new AppError('not_found', 'There is no such talk in this notebook.');
    } else
      await context.db
        .insert(commentThreads)
        .values({ id: threadId, notebookId, cellId, quote: quote.slice(0, 300), ...by });
    const author = authorOf(context.actor, input.author);
    await context.db.insert(comments).values({ id: commentId, threadId, text, author, mentions, ...by });
    if (letter)
      await queueMail(context, letter, { key: `comment:${commentId}`, kind: 'notice', topic: 'comments' });
    await emit(
      context,
      'notebook.commented',
      { notebookId, title: notebook.title, cellId, author, text: text.slice(0, 2000), mentions },
      {
        title: `${author} commented on ${notebook.title}`,
        tone: 'ok',
        lines: [text.slice(0, 500)],
        link: {
          label: 'Open the notebook',
          url: `${context.config.url}/notebooks/${notebookId}#cell-${cellId}`,
        },
      },
    );
    context.audit(`notebook:${notebookId}`, { title: notebook.title, cellId, commentId, mentions });
    return { threadId, commentId };
  },
});

/** Gives one's own comment another text. `before` takes it back. */
export const editComment = command({
  action: 'comment.write',
  input: z.object({ id: z.string(), text: commentText, author: chosenName }),
  async prepare(context) {
    return (await knownPeople(context)).map(({ name }) => name);
  },
  async run(context, { id, text, author }, names) {
    const comment = await requireOwn(context, id, author);
    await context.db
      .update(comments)
      .set({ text, mentions: findMentions(text, names), editedAt: context.now() })
      .where(eq(comments.id, id));
    context.audit(`notebook:${comment.notebookId}`, { title: comment.title, commentId: id });
    return { before: comment.text };
  },
});

export const deleteComment = command({
  action: 'comment.write',
  input: z.object({ id: z.string(), author: chosenName }),
  async run(context, { id, author }) {
    const comment = await requireOwn(context, id, author);
    await context.db.update(comments).set({ deletedAt: context.now() }).where(eq(comments.id, id));
    context.audit(`notebook:${comment.notebookId}`, { title: comment.title, commentId: id, deleted: true });
    return { id };
  },
});

export const restoreComment = command({
  action: 'comment.write',
  input: z.object({ id: z.string(), author: chosenName }),
  async run(context, { id, author }) {
    const comment = await requireOwn(context, id, author, true);
    await context.db.update(comments).set({ deletedAt: null }).where(eq(comments.id, id));
    context.audit(`notebook:${comment.notebookId}`, { title: comment.title, commentId: id, restored: true });
    return { id };
  },
});

async function requireOwn(
  { db, actor }: Pick<CommandContext, 'db'> & Pick<Context, 'actor'>,
  id: string,
  chosen: string | undefined,
  isDeleted = false,
) {
  const [comment] = await db
    .select({
      text: comments.text,
      author: comments.author,
      createdBy: comments.createdBy,
      notebookId: commentThreads.notebookId,
      title: notebooks.title,
    })
    .from(comments)
    .innerJoin(commentThreads, eq(commentThreads.id, comments.threadId))
    .innerJoin(notebooks, eq(notebooks.id, commentThreads.notebookId))
    .where(and(eq(comments.id, id), isDeleted ? isNotNull(comments.deletedAt) : isNull(comments.deletedAt)));
  if (!comment) throw new AppError('not_found', 'There is no such comment. It may have been deleted.');
  if (comment.createdBy !== actor.id || comment.author !== authorOf(actor, chosen))
    throw new AppError('forbidden', `${comment.author} wrote this comment: only they may change it.`);
  return comment;
}
