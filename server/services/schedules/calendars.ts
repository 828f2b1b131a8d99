import { and, asc, count, eq, gt, isNotNull, isNull, or } from 'drizzle-orm';
import { z } from 'zod';
import { command, query } from '../../command';
import type { CommandContext } from '../../context';
import { calendars, schedules } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { nextOf } from './timing-of';

const day = z.object({
  date: z.string().refine(isDate, {
    error: ({ input }) => `“${input}” is no day; write 2026-04-03, or 12-25 for every year`,
  }),
  label: z.string().trim().max(200),
});
const calendarInput = z.object({
  name: z.string().trim().min(1, 'A calendar needs a name').max(200),
  days: z.array(day).max(2000, 'At most 2 000 days'),
  weekends: z.boolean(),
});

export const listCalendars = query({
  action: 'schedule.read',
  input: z.object({}),
  run: (context) =>
    context.db
      .select({
        id: calendars.id,
        name: calendars.name,
        days: calendars.days,
        weekends: calendars.weekends,
        schedules: context.db.$count(schedules, eq(schedules.calendarId, calendars.id)),
      })
      .from(calendars)
      .orderBy(asc(calendars.name)),
});

/** Makes a calendar, or with `id` changes one: schedules that keep to it are due by the new days at once. */
export const saveCalendar = command({
  action: 'schedule.update',
  input: calendarInput.extend({ id: z.string().optional() }),
  async run(context, { id: given, ...input }) {
    const days = [...new Map(input.days.map((one) => [one.date, one])).values()].sort((a, b) =>
      a.date.localeCompare(b.date),
    );
    const id = given ?? createId();
    const same = await context.db.query.calendars.findFirst({ where: eq(calendars.name, input.name) });
    if (same && same.id !== id)
      throw new AppError('conflict', `A calendar is named ${input.name} already. Choose another name.`);
    context.audit(`calendar:${id}`, { name: input.name, days: days.length, weekends: input.weekends });
    if (!given) {
      await context.db.insert(calendars).values({
        ...{ id, ...input, days, createdAt: context.now(), createdBy: context.actor.id },
      });
      return { id };
    }
    const changed = await context.db
      .update(calendars)
      .set({ ...input, days })
      .where(eq(calendars.id, id))
      .returning({ id: calendars.id });
    if (changed.length === 0) throw new AppError('not_found', 'There is no such calendar.');
    await moveSchedules(context, id);
    return { id };
  },
});

/** Refused while a schedule keeps to it. */
export const deleteCalendar = command({
  action: 'schedule.update',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const [used] = await context.db
      .select({ count: count() })
      .from(schedules)
      .where(eq(schedules.calendarId, id));
    if (Number(used?.count ?? 0) > 0)
      throw new AppError(
        'conflict',
        `${used?.count} schedules keep to this calendar, deleted ones too. Give them another one first.`,
      );
    const [gone] = await context.db.delete(calendars).where(eq(calendars.id, id)).returning();
    if (!gone) throw new AppError('not_found', 'There is no such calendar.');
    context.audit(`calendar:${id}`, { name: gone.name });
    return { id };
  },
});

async function moveSchedules(context: CommandContext, calendarId: string): Promise<void> {
  const rows = await context.db
    .select()
    .from(schedules)
    .where(
      and(
        eq(schedules.calendarId, calendarId),
        isNull(schedules.deletedAt),
        isNotNull(schedules.cron),
        // A time that has come and is about to start is not passed over.
        or(isNull(schedules.nextDueAt), gt(schedules.nextDueAt, context.now())),
      ),
    )
    .orderBy(schedules.id)
    .for('update');
  for (const row of rows)
    await context.db
      .update(schedules)
      .set(await nextOf(context, row))
      .where(eq(schedules.id, row.id));
}

function isDate(text: string): boolean {
  const full = /^\d{2}-\d{2}$/.test(text) ? `2024-${text}` : text;
  return /^\d{4}-\d{2}-\d{2}$/.test(full) && new Date(`${full}T00:00:00Z`).toJSON()?.slice(0, 10) === full;
}
