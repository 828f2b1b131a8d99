import { and, eq, isNull, or } from 'drizzle-orm';
import { command } from '../../command';
import { notebooks, schedules, scheduleTriggers } from '../../db/schema';
import { happening } from '../events';
import { dueTimes } from './due-times';
import { insertExecutions } from './insert-executions';
import { readDaysOff, timingOf } from './timing-of';

/** Executions that start one another, each by its end or its alert: more than this is a circle. */
export const deepestChain = 10;

/**
 * Makes the executions that an event starts: one for each schedule that waits for it, however often the event is delivered. Paused
 * schedules and those of deleted notebooks let it pass. In a chain of schedules that is too long, the next is left out with its reason.
 */
export const startTriggered = command({
  action: 'schedule.run',
  input: happening,
  async run(context, event) {
    context.audit(`event:${event.kind}:${event.subject}`, { event: event.id, words: event.words });
    const waiting = await context.db
      .select({ schedule: schedules, condition: scheduleTriggers.condition })
      .from(scheduleTriggers)
      .innerJoin(schedules, eq(schedules.id, scheduleTriggers.scheduleId))
      .innerJoin(notebooks, and(eq(notebooks.id, schedules.notebookId), isNull(notebooks.deletedAt)))
      .where(
        and(
          eq(scheduleTriggers.kind, event.kind),
          event.kind === 'webhook'
            ? eq(scheduleTriggers.id, event.subject)
            : or(isNull(scheduleTriggers.subject), eq(scheduleTriggers.subject, event.subject)),
          eq(schedules.enabled, true),
          isNull(schedules.deletedAt),
        ),
      )
      .orderBy(schedules.id)
      .for('update', { of: schedules });
    const now = context.now();
    const wanted: Parameters<typeof insertExecutions>[1][number][] = [];
    for (const { schedule, condition } of waiting) {
      // “Any alert” is any of the others.
      if (event.kind === 'alert' && schedule.id === event.subject) continue;
      if (condition !== null && !event.conditions.includes(condition)) continue;
      if ((schedule.startsAt && schedule.startsAt > now) || (schedule.endsAt && schedule.endsAt < now))
        continue;
      const timing = timingOf(schedule, await readDaysOff(context, schedule.calendarId));
      wanted.push({
        schedule,
        execution: {
          occasion: `event:${event.id}`,
          trigger: event.kind,
          dueAt: event.at,
          windowFrom: timing && dueTimes(timing).previous(event.at),
          cause: event.words,
          chainDepth: event.chainDepth,
          parameters: event.parameters,
          ...(event.chainDepth > deepestChain && {
            skip: `It stands at the end of ${deepestChain} executions that started one another: these schedules wait for each other in a circle. Take one of their events away.`,
          }),
        },
      });
    }
    return { executionIds: await insertExecutions(context, wanted) };
  },
});
