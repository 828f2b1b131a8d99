import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { executions, schedules } from '../../db/schema';
import { retryWait } from './begin-execution';
import { executionJob } from './execution-job';
import { executionError, executionLog } from './execution-log';

/** An attempt failed and another is allowed: the execution waits in the queue again, for longer each time. */
export const postponeExecution = command({
  action: 'execution.record',
  input: z.object({
    id: z.string(),
    attempt: z.number().int(),
    error: executionError,
    log: executionLog,
  }),
  async run(context, { id, attempt, error, log }) {
    context.audit(`execution:${id}`, { status: 'queued', attempt, error });
    const [row] = await context.db
      .update(executions)
      .set({ status: 'queued', error, log })
      .where(and(eq(executions.id, id), eq(executions.status, 'running'), eq(executions.attempt, attempt)))
      .returning({ scheduleId: executions.scheduleId, priority: executions.priority });
    if (!row) return { postponed: false };
    const schedule = row.scheduleId
      ? await context.db.query.schedules.findFirst({ where: eq(schedules.id, row.scheduleId) })
      : undefined;
    const wait = retryWait(attempt, schedule?.retryWaitSeconds);
    const startAfter = new Date(context.now().getTime() + wait);
    await context.queue.send(executionJob, { executionId: id }, { startAfter, priority: row.priority });
    return { postponed: true };
  },
});
