import { and, desc, eq, inArray, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import { executions, notebooks, revisions, schedules } from '../../db/schema';
import { AppError } from '../../errors';
import { inWords, nextDues } from './cron';
import { recurrenceInput } from './schedule-input';

/** A rule in words and its next three runs, as a person types it. */
export const previewSchedule = query({
  action: 'schedule.read',
  input: recurrenceInput,
  async run(context, recurrence) {
    const next = nextDues(recurrence, context.now(), 3);
    if (next.length === 0)
      throw new AppError('bad_request', `“${recurrence.cron}” never comes: there is no such day.`);
    return { words: inWords(recurrence), next };
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
            inArray(
              executions.scheduleId,
              rows.map((row) => row.id),
            ),
          )
          .orderBy(executions.scheduleId, desc(executions.createdAt))
      : [];
    const last = new Map(newest.map((execution) => [execution.scheduleId, execution]));
    return rows.map((row) => ({ ...row, words: inWords(row), last: last.get(row.id) ?? null }));
  },
});

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
      })
      .from(schedules)
      .innerJoin(notebooks, eq(notebooks.id, schedules.notebookId))
      .innerJoin(revisions, eq(revisions.id, schedules.revisionId))
      .where(eq(schedules.id, id));
    if (!row) throw new AppError('not_found', 'There is no such schedule.');
    const { schedule, ...about } = row;
    return {
      ...schedule,
      ...about,
      words: inWords(schedule),
      next: schedule.enabled ? nextDues(schedule, context.now(), 3) : [],
    };
  },
});
