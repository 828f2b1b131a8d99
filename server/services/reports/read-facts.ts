import { and, desc, eq, inArray, lt, ne } from 'drizzle-orm';
import type { Context } from '../../context';
import { alerts, executions, revisionContents, revisions, schedules } from '../../db/schema';
import { AppError } from '../../errors';
import { sayTime } from '../mails';

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
  const [previous] = schedule
    ? await context.db
        .select({ checks: executions.checks, outputs: executions.outputs })
        .from(executions)
        .where(
          and(
            eq(executions.scheduleId, schedule.id),
            eq(executions.status, 'succeeded'),
            ne(executions.id, id),
            lt(executions.createdAt, execution.createdAt),
          ),
        )
        .orderBy(desc(executions.createdAt))
        .limit(1)
    : [];
  const live = schedule
    ? await context.db
        .select({ check: alerts.check, openedAt: alerts.openedAt })
        .from(alerts)
        .where(
          and(eq(alerts.scheduleId, schedule.id), inArray(alerts.state, ['open', 'acknowledged', 'snoozed'])),
        )
    : [];
  const timeZone = schedule?.timeZone ?? 'UTC';
  return {
    schedule,
    html,
    title: schedule?.name ?? 'Notebook',
    previousChecks: previous?.checks,
    previousCells: previous?.outputs?.cells ?? [],
    since: new Map(live.map(({ check, openedAt }) => [check, sayTime(openedAt, timeZone)])),
    dueAt: execution.dueAt,
    at: sayTime(execution.dueAt, timeZone),
    executionUrl: `${context.config.url}/executions/${id}`,
  };
}

export type ExecutionFacts = Awaited<ReturnType<typeof readFacts>>;
