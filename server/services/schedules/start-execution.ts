import { and, eq, inArray, isNotNull, isNull, lte } from 'drizzle-orm';
import { z } from 'zod';
import { command, query } from '../../command';
import type { CommandContext } from '../../context';
import { executions, notebooks, schedules } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { nextDue } from './cron';
import { executionJob } from './execution-job';
import { requireSchedule } from './update-schedule';

/** Schedules whose time has come, the longest waiting first. Those of a deleted notebook rest until it is restored. */
export const listDueSchedules = query({
  action: 'schedule.read',
  input: z.object({ limit: z.number().int().positive().default(100) }),
  run: (context, { limit }) =>
    context.db
      .select({ id: schedules.id, dueAt: schedules.nextDueAt })
      .from(schedules)
      .innerJoin(notebooks, and(eq(notebooks.id, schedules.notebookId), isNull(notebooks.deletedAt)))
      .where(
        and(
          eq(schedules.enabled, true),
          isNull(schedules.deletedAt),
          isNotNull(schedules.nextDueAt),
          lte(schedules.nextDueAt, context.now()),
        ),
      )
      .orderBy(schedules.nextDueAt)
      .limit(limit),
});

/**
 * Makes the one execution of a due time, and moves the schedule on to its next. Any number of workers may call this at once: the due
 * time is taken by whoever moves it, the others get null. Times that passed while nobody was there are made up for by one run.
 */
export const startDueExecution = command({
  action: 'schedule.run',
  input: z.object({ scheduleId: z.string() }),
  async run(context, { scheduleId }) {
    context.audit(`schedule:${scheduleId}`, { trigger: 'schedule' });
    const [schedule] = await context.db
      .select()
      .from(schedules)
      .where(eq(schedules.id, scheduleId))
      .for('update');
    const dueAt = schedule?.nextDueAt;
    if (!schedule || !dueAt || !schedule.enabled || schedule.deletedAt || dueAt > context.now()) return null;
    await context.db
      .update(schedules)
      .set({ nextDueAt: nextDue(schedule, context.now()) })
      .where(eq(schedules.id, scheduleId));
    return insertExecution(context, { schedule, dueAt, trigger: 'schedule' });
  },
});

/** Runs a schedule now, whatever its clock says. One that already waits to run is the answer instead of a second. */
export const runScheduleNow = command({
  action: 'schedule.run',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const schedule = await requireSchedule(context, id);
    context.audit(`schedule:${id}`, { trigger: 'manual' });
    const waiting = await context.db.query.executions.findFirst({
      where: and(eq(executions.scheduleId, id), eq(executions.status, 'queued')),
      columns: { id: true },
    });
    if (waiting) return { executionId: waiting.id };
    return startManually(context, schedule);
  },
});

/** Runs a finished execution's schedule again. */
export const retryExecution = command({
  action: 'schedule.run',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const execution = await context.db.query.executions.findFirst({ where: eq(executions.id, id) });
    if (!execution?.scheduleId) throw new AppError('not_found', 'There is no such execution.');
    const schedule = await requireSchedule(context, execution.scheduleId);
    context.audit(`schedule:${schedule.id}`, { retryOf: id });
    const live = await context.db.query.executions.findFirst({
      where: and(eq(executions.scheduleId, schedule.id), inArray(executions.status, ['queued', 'running'])),
      columns: { id: true },
    });
    return live ? { executionId: live.id } : startManually(context, schedule);
  },
});

type Schedule = typeof schedules.$inferSelect;

async function startManually(context: CommandContext, schedule: Schedule): Promise<{ executionId: string }> {
  const started = await insertExecution(context, { schedule, dueAt: context.now(), trigger: 'manual' });
  if (!started) throw new AppError('conflict', 'It was started this very moment; see its history.');
  return started;
}

async function insertExecution(
  context: CommandContext,
  { schedule, dueAt, trigger }: { schedule: Schedule; dueAt: Date; trigger: 'schedule' | 'manual' },
): Promise<{ executionId: string } | null> {
  const [row] = await context.db
    .insert(executions)
    .values({
      id: createId(),
      scheduleId: schedule.id,
      notebookId: schedule.notebookId,
      revisionId: schedule.revisionId,
      dueAt,
      trigger,
      status: 'queued',
      attempt: 0,
      log: '',
      checks: [],
      createdAt: context.now(),
    })
    .onConflictDoNothing({ target: [executions.scheduleId, executions.dueAt] })
    .returning({ id: executions.id });
  if (!row) return null;
  await context.queue.send(executionJob, { executionId: row.id });
  return { executionId: row.id };
}
