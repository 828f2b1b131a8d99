import { Cron } from 'croner';
import type { CalendarDay } from '../../db/schema';

/** Days on which nothing runs by itself. */
export interface DaysOff {
  readonly days: readonly CalendarDay[];
  readonly weekends: boolean;
}

/** Days are `2026-04-03`, on the clock of one time zone. */
export interface LocalDays {
  dayOf(instant: Date): string;
  /** The instant at which a clock there shows this day and time; as croner has it where the clock jumps. */
  at(day: string, time?: string): Date;
  /** `07:30:00` */
  timeOf(instant: Date): string;
}

export function localDays(timeZone: string): LocalDays {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    ...({ year: 'numeric', month: '2-digit', day: '2-digit' } as const),
    ...({ hour: '2-digit', minute: '2-digit', second: '2-digit' } as const),
  });
  const parts = (instant: Date) =>
    Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  return {
    dayOf(instant) {
      const { year, month, day } = parts(instant);
      return `${year}-${month}-${day}`;
    },
    timeOf(instant) {
      const { hour, minute, second } = parts(instant);
      return `${hour}:${minute}:${second}`;
    },
    at(day, time = '00:00:00') {
      const found = new Cron(`${day}T${time}`, { timezone: timeZone, paused: true }).nextRun(new Date(0));
      if (!found) throw new Error(`There is no ${day} ${time} in ${timeZone}.`);
      return found;
    },
  };
}

/** The day so many days later; before when negative. */
export function addDays(day: string, count: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}

export function isDayOff({ days, weekends }: DaysOff, day: string): boolean {
  if (weekends && [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())) return true;
  return days.some(({ date }) => date === day || date === day.slice(5));
}
