import { and, count, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext, Context } from '../../context';
import { schedules, scheduleTriggers } from '../../db/schema';
import { AppError } from '../../errors';
import { newestRevision, readRevisionHtml, requireReason } from './create-schedule';
import { readRule } from './cron';
import type { Schedule } from './insert-executions';
import { withParameters } from './notebook-inputs';
import { notifyRule, recipients, recurrenceInput, settingsInput } from './schedule-input';
import { nextOf } from './timing-of';
import { replaceTriggers, triggersInput } from './triggers';

/** Changes what is given. `revision: 'newest'` moves the pin; `enabled: false` pauses. */
export const updateSchedule = command({
  action: 'schedule.update',
  input: recurrenceInput
    .partial()
    .extend(settingsInput.shape)
    .extend({
      id: z.string(),
      /** Cron or plain words; null for a schedule that only events start. */
      cron: recurrenceInput.shape.cron.nullable().optional(),
      name: z.string().trim().min(1).max(200).optional(),
      recipients: recipients.optional(),
      notify: notifyRule.optional(),
      enabled: z.boolean().optional(),
      revision: z.literal('newest').optional(),
      triggers: triggersInput.optional(),
    }),
  async run(context, { id, revision, triggers, ...changes }) {
    const before = await requireSchedule(context, id, { isHeld: true });
    const cron = changes.cron === undefined ? before.cron : changes.cron && readRule(changes.cron);
    const schedule = { ...before, ...changes, cron };
    requireReason(cron, triggers?.length ?? (await countTriggers(context, id)));
    const newest = revision && (await newestRevision(context, before.notebookId));
    withParameters(newest?.html ?? (await readRevisionHtml(context, before.revisionId)), schedule.parameters);
    await context.db
      .update(schedules)
      .set({
        ...changes,
        cron,
        revisionId: newest?.revisionId ?? before.revisionId,
        ...(isTimedOtherwise(before, schedule) && (await nextOf(context, schedule, { isChecked: true }))),
      })
      .where(eq(schedules.id, id));
    const secrets = triggers ? await replaceTriggers(context, id, triggers) : [];
    context.audit(`schedule:${id}`, { ...changes, revision, triggers });
    return { id, secrets };
  },
});

const timingFields = [
  ...(['cron', 'timeZone', 'startsAt', 'endsAt', 'calendarId', 'onDayOff'] as const),
  ...(['jitterSeconds', 'enabled'] as const),
];

/** Other changes leave the next time as it is: one that has come and is about to start must not be passed over. */
const isTimedOtherwise = (before: Schedule, now: Schedule): boolean =>
  timingFields.some((name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]));

async function countTriggers({ db }: CommandContext, scheduleId: string): Promise<number> {
  const [found] = await db
    .select({ count: count() })
    .from(scheduleTriggers)
    .where(eq(scheduleTriggers.scheduleId, scheduleId));
  return Number(found?.count ?? 0);
}

/** Nothing of it is lost: `restoreSchedule` brings it back with its history. */
export const deleteSchedule = command({
  action: 'schedule.delete',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const schedule = await requireSchedule(context, id);
    await context.db
      .update(schedules)
      .set({ deletedAt: context.now(), nextDueAt: null, nextStartAt: null })
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
    // One whose end has passed meanwhile comes back paused.
    const hasEnded = schedule.endsAt !== null && schedule.endsAt <= context.now();
    const enabled = schedule.enabled && !hasEnded;
    await context.db
      .update(schedules)
      .set({ deletedAt: null, enabled, ...(await nextOf(context, { ...schedule, enabled })) })
      .where(eq(schedules.id, id));
    context.audit(`schedule:${id}`, { restored: schedule.name });
    return { id };
  },
});

/** `isHeld`: its row is locked until the transaction ends, as whoever makes an execution of it needs. */
export async function requireSchedule(
  { db }: Pick<Context, 'db'>,
  id: string,
  { isHeld = false }: { isHeld?: boolean } = {},
) {
  const found = db
    .select()
    .from(schedules)
    .where(and(eq(schedules.id, id), isNull(schedules.deletedAt)));
  const [schedule] = await (isHeld ? found.for('update') : found);
  if (!schedule) throw new AppError('not_found', 'There is no such schedule; it may have been deleted.');
  return schedule;
}
