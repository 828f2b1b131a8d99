import { and, desc, eq, inArray, lt, ne, or } from 'drizzle-orm';
import type { Context } from '../../context';
import { alerts, executions, revisionContents, revisions, schedules } from '../../db/schema';
import { AppError } from '../../errors';
import { sayTime } from '../mails';

/** Runs in the order of the times that they are about, whenever they were made. */
export const newestFirst = [desc(executions.dueAt), desc(executions.createdAt)] as const;
export const isNoBackfill = ne(executions.trigger, 'backfill');

/** What a report needs to know beside what the run showed: its schedule, and the run before. */
export async function readFacts(context: Pick<Context, 'db' | 'config'>, id: string) {
  const [row] = await context.db
    .select({ execution: executions, schedule: schedules, html: revisionContents.html })
    .from(executions)
    .leftJoin(schedules, eq(schedules.id, executions.scheduleId))
    .innerJoin(revisions, eq(revisions.id, executions.revisionId))
    .innerJoin(revisionContents, eq(revisionContents.hash, revisions.hash))
    .where(eq(executions.id, id));
  if (!row) throw new AppError('not_found', 'There is no such execution.');
  const { execution, schedule, html } = row;
  const { dueAt, createdAt, trigger } = execution;
  const [previous] = schedule
    ? await context.db
        .select({ checks: executions.checks, outputs: executions.outputs })
        .from(executions)
        .where(
          and(
            eq(executions.scheduleId, schedule.id),
            eq(executions.status, 'succeeded'),
            // What is made up for is compared with what was: neither comes between runs of the other kind.
            trigger === 'backfill' ? eq(executions.trigger, 'backfill') : isNoBackfill,
            or(
              lt(executions.dueAt, dueAt),
              and(eq(executions.dueAt, dueAt), lt(executions.createdAt, createdAt)),
            ),
          ),
        )
        .orderBy(...newestFirst)
        .limit(1)
    : [];
  const timeZone = schedule?.timeZone ?? 'UTC';
  return {
    schedule,
    html,
    title: schedule?.name ?? 'Notebook',
    previousChecks: previous?.checks,
    previousCells: previous?.outputs?.cells ?? [],
    since: await readSince(context, schedule),
    dueAt,
    /** Undefined where it does not run. */
    runningAttempt: execution.status === 'running' ? execution.attempt : undefined,
    at: sayTime(dueAt, timeZone),
    executionUrl: `${context.config.url}/executions/${id}`,
  };
}

export type ExecutionFacts = Awaited<ReturnType<typeof readFacts>>;

/** Check → since when it fails, in words, of what is open now. */
export async function readSince(
  { db }: Pick<Context, 'db'>,
  schedule: Pick<typeof schedules.$inferSelect, 'id' | 'timeZone'> | null | undefined,
): Promise<ReadonlyMap<string, string>> {
  if (!schedule) return new Map();
  const live = await db
    .select({ check: alerts.check, openedAt: alerts.openedAt })
    .from(alerts)
    .where(
      and(eq(alerts.scheduleId, schedule.id), inArray(alerts.state, ['open', 'acknowledged', 'snoozed'])),
    );
  return new Map(live.map(({ check, openedAt }) => [check, sayTime(openedAt, schedule.timeZone)]));
}
