import { and, desc, eq, gte, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import { executions, notebooks, revisions, schedules } from '../../db/schema';
import { AppError } from '../../errors';

/** What a list may be narrowed to: how they ended, with the checks of those that came to their end. */
const outcome = z.enum(['queued', 'running', 'ok', 'problems', 'failed', 'stopped', 'skipped']);
const cursor = z.object({ createdAt: z.coerce.date(), dueAt: z.coerce.date(), id: z.string() });

/**
 * The newest first, without outputs and logs; `after` goes on behind the last one that was seen. `next` is null at the end. By index:
 * a page costs the same after ten thousand others.
 */
export const listExecutions = query({
  action: 'execution.read',
  input: z.object({
    scheduleId: z.string().optional(),
    notebookId: z.string().optional(),
    backfillId: z.string().optional(),
    /** Only runs of this revision. */
    revisionId: z.string().optional(),
    outcomes: z.array(outcome).max(10).optional(),
    from: z.coerce.date().optional(),
    to: z.coerce.date().optional(),
    after: cursor.optional(),
    limit: z.number().int().min(1).max(500).default(50),
  }),
  async run(context, { scheduleId, notebookId, backfillId, revisionId, outcomes, from, to, after, limit }) {
    const rows = await context.db
      .select({
        id: executions.id,
        scheduleId: executions.scheduleId,
        schedule: schedules.name,
        notebookId: executions.notebookId,
        notebook: notebooks.title,
        dueAt: executions.dueAt,
        trigger: executions.trigger,
        cause: executions.cause,
        status: executions.status,
        verdict: executions.verdict,
        attempt: executions.attempt,
        startedAt: executions.startedAt,
        finishedAt: executions.finishedAt,
        error: executions.error,
        checks: executions.checks,
        createdAt: executions.createdAt,
      })
      .from(executions)
      .leftJoin(schedules, eq(schedules.id, executions.scheduleId))
      .leftJoin(notebooks, eq(notebooks.id, executions.notebookId))
      .where(
        and(
          scheduleId ? eq(executions.scheduleId, scheduleId) : undefined,
          notebookId ? eq(executions.notebookId, notebookId) : undefined,
          backfillId ? eq(executions.backfillId, backfillId) : undefined,
          revisionId ? eq(executions.revisionId, revisionId) : undefined,
          outcomes?.length ? or(...outcomes.map(isOutcome)) : undefined,
          from ? gte(executions.dueAt, from) : undefined,
          to ? lt(executions.dueAt, to) : undefined,
          after &&
            sql`(${executions.createdAt}, ${executions.dueAt}, ${executions.id}) < (${after.createdAt.toISOString()}::timestamptz, ${after.dueAt.toISOString()}::timestamptz, ${after.id})`,
        ),
      )
      // Those of a back-fill were made at once: by their due times.
      .orderBy(desc(executions.createdAt), desc(executions.dueAt), desc(executions.id))
      .limit(limit + 1);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      executions: page,
      next:
        rows.length > limit && last ? { createdAt: last.createdAt, dueAt: last.dueAt, id: last.id } : null,
    };
  },
});

const isOutcome = (wanted: z.output<typeof outcome>) =>
  wanted === 'ok' || wanted === 'problems'
    ? and(eq(executions.status, 'succeeded'), eq(executions.verdict, wanted))
    : eq(executions.status, wanted);

/** Schedules whose newest execution that came to an end failed: what a person should look at. */
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
      .where(
        and(
          isNull(schedules.deletedAt),
          isNull(executions.backfillId),
          inArray(executions.status, ['queued', 'running', 'succeeded', 'failed']),
        ),
      )
      .orderBy(executions.scheduleId, desc(executions.createdAt));
    return newest.filter((execution) => execution.status === 'failed');
  },
});

/** How an execution is, without all that it found: asked every second while it runs. */
export const readExecutionStatus = query({
  action: 'execution.read',
  input: z.object({ id: z.string() }),
  async run({ db }, { id }) {
    const row = await db.query.executions.findFirst({
      where: eq(executions.id, id),
      columns: { status: true },
    });
    if (!row) throw new AppError('not_found', 'There is no such execution.');
    return row.status;
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
        timeZone: schedules.timeZone,
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
