import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { executions, revisionContents, revisions, schedules } from '../../db/schema';
import { AppError } from '../../errors';

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
    if (!execution || execution.status === 'succeeded' || execution.status === 'failed') return null;
    const attempt = execution.attempt + 1;
    const schedule = execution.scheduleId
      ? await context.db.query.schedules.findFirst({ where: eq(schedules.id, execution.scheduleId) })
      : undefined;
    const retryLimit = schedule?.retryLimit ?? 0;
    await context.db
      .update(executions)
      .set({ status: 'running', attempt, startedAt: context.now() })
      .where(eq(executions.id, id));
    const [revision] = await context.db
      .select({ html: revisionContents.html })
      .from(revisions)
      .innerJoin(revisionContents, eq(revisionContents.hash, revisions.hash))
      .where(eq(revisions.id, execution.revisionId));
    if (!revision) throw new AppError('internal', `The revision ${execution.revisionId} has no text.`);
    return {
      attempt,
      notebookId: execution.notebookId,
      revisionId: execution.revisionId,
      html: revision.html,
      lastAttempt: attempt > retryLimit,
      exhausted: attempt > retryLimit + 1 + deathsAllowed,
    };
  },
});

/** How long to wait before the given attempt is repeated, in milliseconds: half a minute, then four times as long each time. */
export const retryWait = (attempt: number): number => 30_000 * 4 ** (attempt - 1);
