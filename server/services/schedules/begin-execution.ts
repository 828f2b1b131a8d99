import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { executions, schedules } from '../../db/schema';
import { readRevisionHtml } from './create-schedule';

/** A worker that dies takes its attempt with it; this many deaths beyond the wanted retries end the execution as failed. */
const deathsAllowed = 3;

/**
 * Takes an execution up: it is `running` and its attempt counted. Null when it is finished already, so that a job delivered twice
 * does nothing. `lastAttempt`: a failure now is final. `exhausted`: too many workers died over it; record a failure, do not run.
 */
export const beginExecution = command({
  action: 'execution.record',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    context.audit(`execution:${id}`, { status: 'running' });
    const [execution] = await context.db.select().from(executions).where(eq(executions.id, id)).for('update');
    if (!execution || (execution.status !== 'queued' && execution.status !== 'running')) return null;
    const attempt = execution.attempt + 1;
    const schedule = execution.scheduleId
      ? await context.db.query.schedules.findFirst({ where: eq(schedules.id, execution.scheduleId) })
      : undefined;
    const retryLimit = schedule?.retryLimit ?? 0;
    await context.db
      .update(executions)
      .set({ status: 'running', attempt, startedAt: context.now() })
      .where(eq(executions.id, id));
    const { notebookId, revisionId, parameters, dueAt, windowFrom, trigger } = execution;
    return {
      ...{ attempt, notebookId, revisionId, parameters, dueAt, windowFrom, trigger },
      html: await readRevisionHtml(context, revisionId),
      timeLimitSeconds: schedule?.timeLimitSeconds ?? null,
      memoryLimitMegabytes: schedule?.memoryLimitMegabytes ?? null,
      lastAttempt: attempt > retryLimit,
      exhausted: attempt > retryLimit + 1 + deathsAllowed,
    };
  },
});

/** How long to wait before the given attempt is repeated, in milliseconds: four times as long each time, a day at most. */
export const retryWait = (attempt: number, firstSeconds = 30): number =>
  Math.min(firstSeconds * 1000 * 4 ** (attempt - 1), 24 * 3_600_000);
