import { and, desc, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import { executions, notebooks, revisions, schedules } from '../../db/schema';
import { AppError } from '../../errors';

const status = z.enum(['queued', 'running', 'succeeded', 'failed']);

/** The newest first, without outputs and logs. */
export const listExecutions = query({
  action: 'execution.read',
  input: z.object({
    scheduleId: z.string().optional(),
    notebookId: z.string().optional(),
    status: status.optional(),
    limit: z.number().int().min(1).max(500).default(50),
  }),
  run: (context, { scheduleId, notebookId, status, limit }) =>
    context.db
      .select({
        id: executions.id,
        scheduleId: executions.scheduleId,
        schedule: schedules.name,
        notebookId: executions.notebookId,
        notebook: notebooks.title,
        dueAt: executions.dueAt,
        trigger: executions.trigger,
        status: executions.status,
        verdict: executions.verdict,
        attempt: executions.attempt,
        startedAt: executions.startedAt,
        finishedAt: executions.finishedAt,
        error: executions.error,
        checks: executions.checks,
      })
      .from(executions)
      .leftJoin(schedules, eq(schedules.id, executions.scheduleId))
      .leftJoin(notebooks, eq(notebooks.id, executions.notebookId))
      .where(
        and(
          scheduleId ? eq(executions.scheduleId, scheduleId) : undefined,
          notebookId ? eq(executions.notebookId, notebookId) : undefined,
          status ? eq(executions.status, status) : undefined,
        ),
      )
      .orderBy(desc(executions.createdAt))
      .limit(limit),
});

/** Schedules whose newest execution failed: what a person should look at. */
export const listFailing = query({
  action: 'execution.read',
  input: z.object({}),
  async run(context) {
    const newest = await context.db
      .selectDistinctOn([executions.scheduleId], {
        id: executions.id,
        scheduleId: executions.scheduleId,
        schedule: schedules.name,
        status: executions.status,
        error: executions.error,
        finishedAt: executions.finishedAt,
      })
      .from(executions)
      .innerJoin(schedules, eq(schedules.id, executions.scheduleId))
      .where(isNull(schedules.deletedAt))
      .orderBy(executions.scheduleId, desc(executions.createdAt));
    return newest.filter((execution) => execution.status === 'failed');
  },
});

export const readExecution = query({
  action: 'execution.read',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const [row] = await context.db
      .select({
        execution: executions,
        schedule: schedules.name,
        notebook: notebooks.title,
        revision: revisions.number,
      })
      .from(executions)
      .leftJoin(schedules, eq(schedules.id, executions.scheduleId))
      .leftJoin(notebooks, eq(notebooks.id, executions.notebookId))
      .leftJoin(revisions, eq(revisions.id, executions.revisionId))
      .where(eq(executions.id, id));
    if (!row) throw new AppError('not_found', 'There is no such execution.');
    const { execution, ...about } = row;
    return { ...execution, ...about };
  },
});
