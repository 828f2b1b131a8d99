import { eq } from 'drizzle-orm';
import type { Context } from '../../context';
import { calendars, type schedules } from '../../db/schema';
import { AppError } from '../../errors';
import type { DaysOff } from './calendar-days';
import { checkTiming, dueTimes, type Timing } from './due-times';
import { jitterOf } from './jitter';

type Fields = Pick<
  typeof schedules.$inferSelect,
  'id' | 'cron' | 'timeZone' | 'startsAt' | 'endsAt' | 'calendarId' | 'onDayOff' | 'jitterSeconds' | 'enabled'
>;

/** The clock of a schedule; null for one that only events start. */
export const timingOf = (
  { cron, timeZone, startsAt, endsAt, onDayOff }: Omit<Fields, 'id' | 'jitterSeconds' | 'enabled'>,
  daysOff: DaysOff | null,
): Timing | null => (cron === null ? null : { cron, timeZone, startsAt, endsAt, onDayOff, daysOff });

/** Throws AppError not_found for a calendar that is not there. */
export async function readDaysOff(
  { db }: Pick<Context, 'db'>,
  calendarId: string | null | undefined,
): Promise<DaysOff | null> {
  if (!calendarId) return null;
  const calendar = await db.query.calendars.findFirst({ where: eq(calendars.id, calendarId) });
  if (!calendar) throw new AppError('not_found', 'There is no such calendar; choose another one.');
  return calendar;
}

/** When a schedule is due next from now on: what is written with it. `isChecked`: a rule that can never come is refused. */
export async function nextOf(
  context: Pick<Context, 'db' | 'now'>,
  schedule: Fields,
  { isChecked = false }: { isChecked?: boolean } = {},
): Promise<{ nextDueAt: Date | null; nextStartAt: Date | null }> {
  const timing = timingOf(schedule, await readDaysOff(context, schedule.calendarId));
  if (!timing) return { nextDueAt: null, nextStartAt: null };
  if (isChecked && schedule.enabled) checkTiming(timing, context.now());
  const nextDueAt = schedule.enabled ? dueTimes(timing).next(context.now()) : null;
  const wait = nextDueAt ? jitterOf(schedule.id, nextDueAt, schedule.jitterSeconds) : 0;
  return { nextDueAt, nextStartAt: nextDueAt && new Date(nextDueAt.getTime() + wait) };
}
