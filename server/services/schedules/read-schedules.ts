import { and, desc, eq, inArray, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import { calendars, executions, notebooks, revisions, schedules } from '../../db/schema';
import { AppError } from '../../errors';
import { readRevisionHtml } from './create-schedule';
import { inWords, readRule } from './cron';
import { checkTiming, nextDueTimes } from './due-times';
import { listNotebookInputs } from './notebook-inputs';
import { readTriggers } from './read-triggers';
import { limitsInput, recurrenceInput } from './schedule-input';
import { readDaysOff, timingOf } from './timing-of';

/** What was understood of a rule as a person types it: cron, the same in words, and its next five times. */
export const previewSchedule = query({
  action: 'schedule.read',
  input: recurrenceInput.extend(limitsInput.partial().shape),
  async run(context, input) {
    const cron = readRule(input.cron);
    const limits = {
      startsAt: null,
      endsAt: null,
      calendarId: null,
      onDayOff: 'leave-out' as const,
      ...input,
    };
    const timing = timingOf({ ...limits, cron }, await readDaysOff(context, input.calendarId));
    if (!timing) throw new AppError('internal', 'A rule that is given has times.');
    checkTiming(timing, context.now());
    return { cron, words: inWords(timing), next: nextDueTimes(timing, context.now(), 5) };
  },
});

/** Schedules by name, each with its newest execution; a deleted notebook's are as gone as it is. */
export const listSchedules = query({
  action: 'schedule.read',
  input: z.object({ notebookId: z.string().optional() }),
  async run(context, { notebookId }) {
    const rows = await context.db
      .select({
        id: schedules.id,
        name: schedules.name,
        notebookId: schedules.notebookId,
        notebook: notebooks.title,
        cron: schedules.cron,
        timeZone: schedules.timeZone,
        enabled: schedules.enabled,
        nextDueAt: schedules.nextDueAt,
        recipients: schedules.recipients,
      })
      .from(schedules)
      .innerJoin(notebooks, and(eq(notebooks.id, schedules.notebookId), isNull(notebooks.deletedAt)))
      .where(and(isNull(schedules.deletedAt), notebookId ? eq(schedules.notebookId, notebookId) : undefined))
      .orderBy(schedules.name)
      .limit(1000);
    const newest = rows.length
      ? await context.db
          .selectDistinctOn([executions.scheduleId], {
            scheduleId: executions.scheduleId,
            id: executions.id,
            status: executions.status,
            verdict: executions.verdict,
            createdAt: executions.createdAt,
          })
          .from(executions)
          .where(
            and(
              isNull(executions.backfillId),
              inArray(
                executions.scheduleId,
                rows.map((row) => row.id),
              ),
            ),
          )
          .orderBy(executions.scheduleId, desc(executions.createdAt))
      : [];
    const last = new Map(newest.map((execution) => [execution.scheduleId, execution]));
    return rows.map((row) => ({ ...row, words: saySchedule(row), last: last.get(row.id) ?? null }));
  },
});

const saySchedule = ({ cron, timeZone }: { cron: string | null; timeZone: string }): string =>
  cron === null ? 'When something happens' : inWords({ cron, timeZone });

export const readSchedule = query({
  action: 'schedule.read',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const [row] = await context.db
      .select({
        schedule: schedules,
        notebook: notebooks.title,
        revision: revisions.number,
        newestRevision: notebooks.head,
        calendar: calendars.name,
      })
      .from(schedules)
      .innerJoin(notebooks, eq(notebooks.id, schedules.notebookId))
      .innerJoin(revisions, eq(revisions.id, schedules.revisionId))
      .leftJoin(calendars, eq(calendars.id, schedules.calendarId))
      .where(eq(schedules.id, id));
    if (!row) throw new AppError('not_found', 'There is no such schedule.');
    const { schedule, ...about } = row;
    const timing = timingOf(schedule, await readDaysOff(context, schedule.calendarId));
    return {
      ...schedule,
      ...about,
      words: saySchedule(schedule),
      next: timing && schedule.enabled ? nextDueTimes(timing, context.now(), 5) : [],
      triggers: await readTriggers(context, id),
      inputs: listNotebookInputs(await readRevisionHtml(context, schedule.revisionId)),
    };
  },
});

/** Inputs of a notebook as it is now: what a schedule of it may give values to. */
export const listInputs = query({
  action: 'schedule.read',
  input: z.object({ notebookId: z.string() }),
  async run(context, { notebookId }) {
    const [head] = await context.db
      .select({ revisionId: revisions.id })
      .from(notebooks)
      .innerJoin(revisions, and(eq(revisions.notebookId, notebooks.id), eq(revisions.number, notebooks.head)))
      .where(eq(notebooks.id, notebookId));
    if (!head) throw new AppError('not_found', 'There is no such notebook.');
    return listNotebookInputs(await readRevisionHtml(context, head.revisionId));
  },
});
