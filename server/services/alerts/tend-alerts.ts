import { and, eq, isNull, lt, lte, or } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { alerts } from '../../db/schema';
import { recordEvent } from './record-event';
import { readRules } from './rules';
import { sendTellAlerts } from './tell-job';

const atOnce = 500;
/** People are told again so often of an alert that nobody acknowledges, and then left alone. */
export const mostReminders = 3;

/** What time alone does to alerts: a snooze that is over opens them again, one that nobody saw for too long is told again, and to others. */
export const tendAlerts = command({
  action: 'alert.open',
  isLog: true,
  input: z.object({}),
  async run(context) {
    const now = context.now();
    const told: string[] = [];
    const woken = await context.db
      .select({ id: alerts.id })
      .from(alerts)
      .where(and(eq(alerts.state, 'snoozed'), lte(alerts.snoozedUntil, now)))
      .limit(atOnce)
      .for('update', { skipLocked: true });
    for (const { id } of woken) {
      await context.db
        .update(alerts)
        .set({
          state: 'open',
          snoozedUntil: null,
          // Counted anew: whoever snoozed it may not be there any more.
          ...{ waitingSince: now, escalatedAt: null, reminders: 0, remindedAt: null },
          changedAt: now,
          changedBy: context.actor.id,
        })
        .where(eq(alerts.id, id));
      told.push(await recordEvent(context, id, 'woke'));
    }
    const { escalateAfterMinutes, escalateTo, remindAfterMinutes } = await readRules(context);
    const isWanted = escalateAfterMinutes > 0 && escalateTo.length > 0;
    const unseen = isWanted
      ? await context.db
          .select({ id: alerts.id })
          .from(alerts)
          .where(
            and(
              ...[eq(alerts.state, 'open'), isNull(alerts.escalatedAt)],
              lte(alerts.waitingSince, new Date(now.getTime() - escalateAfterMinutes * 60_000)),
            ),
          )
          .limit(atOnce)
          .for('update', { skipLocked: true })
      : [];
    const escalated: string[] = [];
    for (const { id } of unseen) {
      await context.db.update(alerts).set({ escalatedAt: now }).where(eq(alerts.id, id));
      escalated.push(await recordEvent(context, id, 'escalated', escalateTo.join(', ')));
    }
    const before = new Date(now.getTime() - remindAfterMinutes * 60_000);
    const unheard =
      remindAfterMinutes > 0
        ? await context.db
            .select({ id: alerts.id, reminders: alerts.reminders })
            .from(alerts)
            .where(
              and(
                ...[eq(alerts.state, 'open'), lt(alerts.reminders, mostReminders)],
                lte(alerts.waitingSince, before),
                or(isNull(alerts.remindedAt), lte(alerts.remindedAt, before)),
              ),
            )
            .limit(atOnce)
            .for('update', { skipLocked: true })
        : [];
    const reminded: string[] = [];
    for (const { id, reminders } of unheard) {
      await context.db
        .update(alerts)
        .set({ reminders: reminders + 1, remindedAt: now })
        .where(eq(alerts.id, id));
      reminded.push(await recordEvent(context, id, 'reminded'));
    }
    await sendTellAlerts(context, [...told, ...reminded]);
    await sendTellAlerts(context, escalated);
    const done = { woken: told.length, escalated: escalated.length, reminded: reminded.length };
    if (told.length + escalated.length + reminded.length > 0) context.audit('alerts', done);
    return done;
  },
});
