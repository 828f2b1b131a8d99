import { AppError } from '../../errors';
import { addDays, type DaysOff, isDayOff, type LocalDays, localDays } from './calendar-days';
import { createRule, type Recurrence, type Rule } from './cron';

/** A rule with its limits: between two instants, and not on the days off of a calendar. */
export interface Timing extends Recurrence {
  readonly startsAt?: Date | null;
  readonly endsAt?: Date | null;
  readonly daysOff?: DaysOff | null;
  /** `next-day`: what is due on a day off is due on the next day that is none, at the same time of day, once. */
  readonly onDayOff?: 'leave-out' | 'next-day';
}

/** A calendar that leaves out more days in a row than this leaves out everything. */
const mostDaysOff = 370;
/** Rules that come more often in a day are not moved to another day. */
const mostMovedPerDay = 24;

export interface DueTimes {
  /** The first due time after `after`; null when there is none. */
  next(after: Date): Date | null;
  /** The last due time before `before`, whatever the limits; null when there is none. */
  previous(before: Date): Date | null;
}

/** All that is due by `timing`, in order. Throws AppError bad_request for what is no rule or time zone. */
export function dueTimes(timing: Timing): DueTimes {
  const rule = createRule(timing);
  const { startsAt, endsAt, daysOff, onDayOff = 'leave-out' } = timing;
  const days = daysOff ? localDays(timing.timeZone) : undefined;
  const isOff = (day: string) => daysOff !== null && daysOff !== undefined && isDayOff(daysOff, day);
  const find = (after: Date): Date | null => {
    if (!days) return rule.next(after);
    return onDayOff === 'next-day' ? nextMoved(rule, days, isOff, after) : nextKept(rule, days, isOff, after);
  };
  return {
    next(after) {
      const from = startsAt && startsAt > after ? new Date(startsAt.getTime() - 1) : after;
      const found = find(from);
      return found && endsAt && found > endsAt ? null : found;
    },
    previous(before) {
      let found = rule.previous(before);
      for (let tries = 0; days && found && isOff(days.dayOf(found)); tries += 1)
        found = tries < mostDaysOff ? rule.previous(days.at(days.dayOf(found))) : null;
      return found;
    },
  };
}

function nextKept(rule: Rule, days: LocalDays, isOff: (day: string) => boolean, after: Date): Date | null {
  let found = rule.next(after);
  for (let tries = 0; found && isOff(days.dayOf(found)); tries += 1) {
    if (tries === mostDaysOff) return null;
    // Past the whole day, not past each of its times.
    const tomorrow = addDays(days.dayOf(found), 1);
    found = rule.next(new Date(days.at(tomorrow).getTime() - 1));
  }
  return found;
}

/** What was due on days off before may come after `after`, so the search begins where the days off before it began. */
function nextMoved(rule: Rule, days: LocalDays, isOff: (day: string) => boolean, after: Date): Date | null {
  let first = days.dayOf(after);
  for (let count = 0; isOff(addDays(first, -1)) && count < mostDaysOff; count += 1)
    first = addDays(first, -1);
  let best: Date | null = null;
  let due = rule.next(new Date(days.at(first).getTime() - 1));
  while (due && (!best || due < best)) {
    let day = days.dayOf(due);
    let moved = due;
    if (isOff(day)) {
      for (let count = 0; isOff(day); count += 1) {
        if (count === mostDaysOff) return best;
        day = addDays(day, 1);
      }
      moved = days.at(day, days.timeOf(due));
    }
    if (moved > after && (!best || moved < best)) best = moved;
    due = rule.next(due);
  }
  return best;
}

/** Refuses what can never run, and what a calendar cannot move. */
export function checkTiming(timing: Timing, now: Date): void {
  const rule = createRule(timing);
  if (timing.startsAt && timing.endsAt && timing.startsAt >= timing.endsAt)
    throw new AppError('bad_request', 'The schedule ends before it starts. Set a later end, or none.');
  if (!rule.next(now))
    throw new AppError(
      'bad_request',
      `“${timing.cron}” never comes: there is no such day. For example 0 7 * * 1 for every Monday at 7:00, or 30 6 * * * for every day at 6:30.`,
    );
  if (timing.endsAt && timing.endsAt <= now)
    throw new AppError('bad_request', 'The end of the schedule has passed. Set a later one, or none.');
  if (timing.daysOff && timing.onDayOff === 'next-day' && rule.mostInDay(now) > mostMovedPerDay)
    throw new AppError(
      'bad_request',
      `A rule that comes more than ${mostMovedPerDay} times a day cannot be moved to the next working day. Leave those days out instead.`,
    );
  if (!dueTimes(timing).next(now))
    throw new AppError(
      'bad_request',
      'It would never run: its calendar leaves out every day of the rule, or none of them comes before its end.',
    );
}

/** The next `count` due times. */
export function nextDueTimes(timing: Timing, after: Date, count: number): Date[] {
  const times = dueTimes(timing);
  const found: Date[] = [];
  for (let at = times.next(after); at && found.length < count; at = times.next(at)) found.push(at);
  return found;
}
