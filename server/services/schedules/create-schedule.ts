import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { Context } from '../../context';
import { notebooks, revisionContents, revisions, schedules } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { readRule } from './cron';
import { withParameters } from './notebook-inputs';
import { notifyRule, recipients, recurrenceInput, settingsInput } from './schedule-input';
import { nextOf } from './timing-of';
import { replaceTriggers, triggersInput } from './triggers';

/** Runs the newest revision of a notebook by itself from now on; that revision stays pinned until a person moves it. */
export const createSchedule = command({
  action: 'schedule.create',
  input: recurrenceInput.extend(settingsInput.shape).extend({
    /** Cron or plain words; null for a schedule that only events start. */
    cron: recurrenceInput.shape.cron.nullable(),
    notebookId: z.string(),
    /** The notebook's title unless given. */
    name: z.string().trim().min(1).max(200).optional(),
    recipients: recipients.default([]),
    notify: notifyRule.default('always'),
    triggers: triggersInput.default([]),
  }),
  async run(context, { notebookId, triggers, ...input }) {
    const { title, revisionId, html } = await newestRevision(context, notebookId);
    const id = createId();
    const schedule = {
      ...{ startsAt: null, endsAt: null, calendarId: null, onDayOff: 'leave-out' as const, jitterSeconds: 0 },
      retryLimit: 1,
      ...input,
      ...{ id, notebookId, revisionId, name: input.name ?? title, enabled: true },
      cron: input.cron && readRule(input.cron),
    };
    requireReason(schedule.cron, triggers.length);
    withParameters(html, input.parameters ?? {});
    await context.db.insert(schedules).values({
      ...schedule,
      ...(await nextOf(context, schedule, { isChecked: true })),
      createdAt: context.now(),
      createdBy: context.actor.id,
    });
    const secrets = await replaceTriggers(context, id, triggers);
    const { cron, timeZone } = schedule;
    context.audit(`schedule:${id}`, { notebookId, cron, timeZone, recipients: input.recipients, triggers });
    return { id, secrets };
  },
});

/** Refuses a schedule that nothing would ever start. */
export function requireReason(cron: string | null, triggers: number): void {
  if (cron === null && triggers === 0)
    throw new AppError('bad_request', 'Nothing would start it: give it times, or an event that starts it.');
}

/** Throws AppError not_found for a notebook that is not there. */
export async function newestRevision(
  context: Pick<Context, 'db'>,
  notebookId: string,
): Promise<{ title: string; revisionId: string; html: string }> {
  const [found] = await context.db
    .select({ title: notebooks.title, revisionId: revisions.id, html: revisionContents.html })
    .from(notebooks)
    .innerJoin(revisions, and(eq(revisions.notebookId, notebooks.id), eq(revisions.number, notebooks.head)))
    .innerJoin(revisionContents, eq(revisionContents.hash, revisions.hash))
    .where(and(eq(notebooks.id, notebookId), isNull(notebooks.deletedAt)));
  if (!found) throw new AppError('not_found', 'There is no such notebook.');
  return found;
}

/** The notebook file of a revision. */
export async function readRevisionHtml(context: Pick<Context, 'db'>, revisionId: string): Promise<string> {
  const [revision] = await context.db
    .select({ html: revisionContents.html })
    .from(revisions)
    .innerJoin(revisionContents, eq(revisionContents.hash, revisions.hash))
    .where(eq(revisions.id, revisionId));
  if (!revision) throw new AppError('internal', `The revision ${revisionId} has no text.`);
  return revision.html;
}
