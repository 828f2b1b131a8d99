import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { schedules } from '../../db/schema';
import { AppError } from '../../errors';
import { newestRevision } from './create-schedule';
import { checkRecurrence, nextDue } from './cron';
import { notifyRule, recipients, recurrenceInput } from './schedule-input';

/** Changes what is given. `revision: 'newest'` moves the pin; `enabled: false` pauses. */
export const updateSchedule = command({
  action: 'schedule.update',
  input: recurrenceInput.partial().extend({
    id: z.string(),
    name: z.string().trim().min(1).max(200).optional(),
    recipients: recipients.optional(),
    notify: notifyRule.optional(),
    retryLimit: z.number().int().min(0).max(5).optional(),
    enabled: z.boolean().optional(),
    revision: z.literal('newest').optional(),
  }),
  async run(context, { id, revision, ...changes }) {
    const schedule = await requireSchedule(context, id);
    const recurrence = {
      cron: changes.cron ?? schedule.cron,
      timeZone: changes.timeZone ?? schedule.timeZone,
    };
    checkRecurrence(recurrence, context.now());
    const enabled = changes.enabled ?? schedule.enabled;
    const revisionId = revision
      ? (await newestRevision(context, schedule.notebookId)).revisionId
      : schedule.revisionId;
    await context.db
      .update(schedules)
      .set({ ...changes, revisionId, nextDueAt: enabled ? nextDue(recurrence, context.now()) : null })
      .where(eq(schedules.id, id));
    context.audit(`schedule:${id}`, { ...changes, revision });
    return { id };
  },
});

/** Nothing of it is lost: `restoreSchedule` brings it back with its history. */
export const deleteSchedule = command({
  action: 'schedule.delete',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const schedule = await requireSchedule(context, id);
    await context.db
      .update(schedules)
      .set({ deletedAt: context.now(), nextDueAt: null })
      .where(eq(schedules.id, id));
    context.audit(`schedule:${id}`, { name: schedule.name });
    return { id };
  },
});

export const restoreSchedule = command({
  action: 'schedule.delete',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const schedule = await context.db.query.schedules.findFirst({ where: eq(schedules.id, id) });
    if (!schedule) throw new AppError('not_found', 'There is no such schedule.');
    await context.db
      .update(schedules)
      .set({ deletedAt: null, nextDueAt: schedule.enabled ? nextDue(schedule, context.now()) : null })
      .where(eq(schedules.id, id));
    context.audit(`schedule:${id}`, { restored: schedule.name });
    return { id };
  },
});

export async function requireSchedule(context: Pick<CommandContext, 'db'>, id: string) {
  const schedule = await context.db.query.schedules.findFirst({
    where: and(eq(schedules.id, id), isNull(schedules.deletedAt)),
  });
  if (!schedule) throw new AppError('not_found', 'There is no such schedule; it may have been deleted.');
  return schedule;
}
