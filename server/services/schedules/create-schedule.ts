import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { notebooks, revisions, schedules } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { checkRecurrence, nextDue } from './cron';
import { notifyRule, recipients, recurrenceInput } from './schedule-input';

/** Runs the newest revision of a notebook by itself from now on; that revision stays pinned until a person moves it. */
export const createSchedule = command({
  action: 'schedule.create',
  input: recurrenceInput.extend({
    notebookId: z.string(),
    /** The notebook's title unless given. */
    name: z.string().trim().min(1).max(200).optional(),
    recipients: recipients.default([]),
    notify: notifyRule.default('always'),
    retryLimit: z.number().int().min(0).max(5).default(1),
  }),
  async run(context, input) {
    const { cron, timeZone, notebookId } = input;
    checkRecurrence(input, context.now());
    const { title, revisionId } = await newestRevision(context, notebookId);
    const id = createId();
    await context.db.insert(schedules).values({
      id,
      notebookId,
      revisionId,
      name: input.name ?? title,
      cron,
      timeZone,
      recipients: input.recipients,
      notify: input.notify,
      retryLimit: input.retryLimit,
      enabled: true,
      nextDueAt: nextDue(input, context.now()),
      createdAt: context.now(),
      createdBy: context.actor.id,
    });
    context.audit(`schedule:${id}`, { notebookId, cron, timeZone, recipients: input.recipients });
    return { id };
  },
});

/** Throws AppError not_found for a notebook that is not there. */
export async function newestRevision(
  context: Pick<CommandContext, 'db'>,
  notebookId: string,
): Promise<{ title: string; revisionId: string }> {
  const [found] = await context.db
    .select({ title: notebooks.title, revisionId: revisions.id })
    .from(notebooks)
    .innerJoin(revisions, and(eq(revisions.notebookId, notebooks.id), eq(revisions.number, notebooks.head)))
    .where(and(eq(notebooks.id, notebookId), isNull(notebooks.deletedAt)));
  if (!found) throw new AppError('not_found', 'There is no such notebook.');
  return found;
}
