import { and, count, desc, eq, gte, inArray, lte } from 'drizzle-orm';
import { z } from 'zod';
import { command, query } from '../../command';
import type { Context } from '../../context';
import { backfills, executions } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { addDays, localDays } from './calendar-days';
import { readRevisionHtml } from './create-schedule';
import { dueTimes } from './due-times';
import { releaseNext } from './follow-end';
import { insertExecutions, isLive, type NewExecution, type Schedule } from './insert-executions';
import { withParameters } from './notebook-inputs';
import { parametersInput } from './schedule-input';
import { readDaysOff, timingOf } from './timing-of';
import { requireSchedule } from './update-schedule';

/** Executions of one back-fill, at most. */
const mostTimes = 1000;
const day = z.iso.date({ error: 'Write a day such as 2026-01-31' });
const range = { scheduleId: z.string(), firstDay: day, lastDay: day };

/**
 * Runs a schedule for a range of past days: an execution for each of its due times there (for each day, of a schedule without a clock), but
 * for those that have succeeded. At most `concurrency` of them run at once, the earliest first.
 */
export const startBackfill = command({
  action: 'schedule.run',
  input: z.object({
    ...range,
    parameters: parametersInput.default({}),
    concurrency: z.number().int().min(1).max(10).default(1),
    /** Those that have succeeded are run again. */
    again: z.boolean().default(false),
  }),
  async run(context, { scheduleId, firstDay, lastDay, parameters, concurrency, again }) {
    const schedule = await requireSchedule(context, scheduleId, { isHeld: true });
    withParameters(await readRevisionHtml(context, schedule.revisionId), {
      ...schedule.parameters,
      ...parameters,
    });
    const owed = await listOwed(context, schedule, { firstDay, lastDay });
    const wanted = again ? owed.times : owed.times.filter(({ isDone }) => !isDone);
    if (wanted.length === 0)
      throw new AppError(
        'conflict',
        owed.times.length === 0
          ? 'Nothing was due between these days. Choose other ones.'
          : `All ${owed.times.length} due times between these days have succeeded already. Choose “run them again” if you want that.`,
      );
    const id = createId();
    await context.db.insert(backfills).values({
      ...{ id, scheduleId, firstDay, lastDay, parameters, concurrency },
      ...{ total: owed.times.length, done: owed.times.length - wanted.length },
      ...{ createdAt: context.now(), createdBy: context.actor.id },
    });
    await insertExecutions(
      context,
      wanted.map(({ dueAt, windowFrom }) => ({
        schedule,
        execution: {
          ...{ occasion: `backfill:${id}:${dueAt.toISOString()}`, trigger: 'backfill', dueAt, windowFrom },
          ...{ parameters, backfillId: id },
        } satisfies NewExecution,
      })),
    );
    await releaseNext(context, { scheduleId, backfillId: id });
    context.audit(`schedule:${scheduleId}`, { backfill: id, firstDay, lastDay, executions: wanted.length });
    return { id, executions: wanted.length };
  },
});

/** What a back-fill of these days would run, before anything is. */
export const previewBackfill = query({
  action: 'schedule.read',
  input: z.object(range),
  async run(context, { scheduleId, ...days }) {
    const { times } = await listOwed(context, await requireSchedule(context, scheduleId), days);
    return {
      total: times.length,
      done: times.filter(({ isDone }) => isDone).length,
      first: times[0]?.dueAt ?? null,
      last: times.at(-1)?.dueAt ?? null,
    };
  },
});

async function listOwed(
  context: Pick<Context, 'db' | 'now'>,
  schedule: Schedule,
  { firstDay, lastDay }: { firstDay: string; lastDay: string },
): Promise<{ times: { dueAt: Date; windowFrom: Date; isDone: boolean }[] }> {
  if (firstDay > lastDay)
    throw new AppError('bad_request', 'The last day is before the first. Set them the other way round.');
  const days = localDays(schedule.timeZone);
  const from = days.at(firstDay);
  const end = new Date(Math.min(days.at(addDays(lastDay, 1)).getTime() - 1, context.now().getTime()));
  // The limits of the schedule say when its clock runs; a back-fill is for what came before.
  const timing = timingOf(
    { ...schedule, startsAt: null, endsAt: null },
    await readDaysOff(context, schedule.calendarId),
  );
  const times = timing && dueTimes(timing);
  const next = (after: Date): Date | null =>
    times ? times.next(after) : days.at(addDays(days.dayOf(after), 1));
  const found: { dueAt: Date; windowFrom: Date }[] = [];
  let before = times?.previous(from) ?? days.at(addDays(firstDay, -1));
  for (let at = next(new Date(from.getTime() - 1)); at && at <= end; at = next(at)) {
    if (found.length === mostTimes)
      throw new AppError(
        'bad_request',
        `There are more than ${mostTimes} due times between these days. Take fewer days at a time.`,
      );
    found.push({ dueAt: at, windowFrom: before });
    before = at;
  }
  const succeeded = await context.db
    .select({ dueAt: executions.dueAt })
    .from(executions)
    .where(
      and(
        eq(executions.scheduleId, schedule.id),
        eq(executions.status, 'succeeded'),
        inArray(executions.trigger, ['schedule', 'backfill']),
        gte(executions.dueAt, from),
        lte(executions.dueAt, end),
      ),
    );
  const done = new Set(succeeded.map(({ dueAt }) => dueAt.getTime()));
  return { times: found.map((time) => ({ ...time, isDone: done.has(time.dueAt.getTime()) })) };
}

/** Ends a back-fill: what waits is left out, what runs is stopped, what has ended stays. */
export const stopBackfill = command({
  action: 'schedule.run',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const [backfill] = await context.db.select().from(backfills).where(eq(backfills.id, id)).for('update');
    if (!backfill) throw new AppError('not_found', 'There is no such back-fill.');
    context.audit(`schedule:${backfill.scheduleId}`, { backfill: id, stopped: true });
    if (backfill.stoppedAt) return { id, stopped: 0 };
    await context.db.update(backfills).set({ stoppedAt: context.now() }).where(eq(backfills.id, id));
    const stopped = await context.db
      .update(executions)
      .set({
        ...{ status: 'stopped', finishedAt: context.now() },
        error: `${context.actor.name} stopped the back-fill.`,
      })
      .where(and(eq(executions.backfillId, id), isLive))
      .returning({ id: executions.id });
    return { id, stopped: stopped.length };
  },
});

/** The newest back-fills of a schedule, each with how far it is. */
export const listBackfills = query({
  action: 'schedule.read',
  input: z.object({ scheduleId: z.string(), limit: z.number().int().min(1).max(50).default(5) }),
  async run(context, { scheduleId, limit }) {
    const rows = await context.db
      .select()
      .from(backfills)
      .where(eq(backfills.scheduleId, scheduleId))
      .orderBy(desc(backfills.createdAt))
      .limit(limit);
    const counts = rows.length
      ? await context.db
          .select({
            backfillId: executions.backfillId,
            status: executions.status,
            count: count(),
          })
          .from(executions)
          .where(
            inArray(
              executions.backfillId,
              rows.map(({ id }) => id),
            ),
          )
          .groupBy(executions.backfillId, executions.status)
      : [];
    return rows.map((row) => {
      const of = (...statuses: string[]) =>
        counts
          .filter(({ backfillId, status }) => backfillId === row.id && statuses.includes(status))
          .reduce((sum, one) => sum + Number(one.count), 0);
      return {
        ...row,
        succeeded: of('succeeded'),
        failed: of('failed'),
        stopped: of('stopped'),
        waiting: of('queued', 'running'),
      };
    });
  },
});
