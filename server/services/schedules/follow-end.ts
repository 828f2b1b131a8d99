import { and, asc, count, desc, eq, inArray, isNull } from 'drizzle-orm';
import { z } from 'zod';
import type { CommandContext } from '../../context';
import { backfills, executions, schedules } from '../../db/schema';
import { tellEvent } from '../events';
import { isLive, sendExecutions } from './insert-executions';

type Execution = typeof executions.$inferSelect;

/**
 * Holds the schedule of an execution that is about to end, before its own row: in the order in which whoever makes executions takes them,
 * so that neither waits for the other for ever.
 */
export async function holdScheduleOf({ db }: CommandContext, executionId: string): Promise<void> {
  const owner = db
    .select({ id: executions.scheduleId })
    .from(executions)
    .where(eq(executions.id, executionId));
  await db.select({ id: schedules.id }).from(schedules).where(inArray(schedules.id, owner)).for('update');
}

/**
 * What follows the end of an execution, in the transaction that records it and holds its schedule: the next of its schedule or back-fill
 * goes on, schedules that wait for the end of this one, or for an alert that it opened, are told, and so is the job that asked for it.
 */
export async function followEnd(
  context: CommandContext,
  ended: Execution,
  { openedAlerts = [] }: { openedAlerts?: readonly string[] } = {},
): Promise<void> {
  if (ended.endedJob)
    await context.queue.send(
      { name: ended.endedJob, schema: z.object({ executionId: z.string() }) },
      { executionId: ended.id },
      { singletonKey: ended.id },
    );
  if (!ended.scheduleId) return;
  const [schedule] = await context.db
    .select({ id: schedules.id, name: schedules.name })
    .from(schedules)
    .where(eq(schedules.id, ended.scheduleId));
  if (!schedule) return;
  await releaseNext(context, ended);
  // A back-fill makes up for the past: what follows on today's runs does not follow on each of its days.
  if (ended.backfillId || (ended.status !== 'succeeded' && ended.status !== 'failed')) return;
  for (const check of openedAlerts)
    await tellEvent(context, {
      ...{ kind: 'alert', subject: schedule.id, chainDepth: ended.chainDepth + 1 },
      words: `“${schedule.name}” opened an alert: ${check}`.slice(0, 500),
    });
  await tellEvent(context, {
    kind: 'ended',
    subject: schedule.id,
    conditions: [ended.status, 'always'],
    words: `“${schedule.name}” ${ended.status}`,
    chainDepth: ended.chainDepth + 1,
  });
}

/** Lets as many of a schedule's (or a back-fill's) waiting executions go as may run at once. The caller holds the schedule's row. */
export async function releaseNext(
  context: CommandContext,
  { scheduleId, backfillId }: Pick<Execution, 'scheduleId' | 'backfillId'>,
): Promise<void> {
  if (!scheduleId) return;
  const lane = and(
    eq(executions.scheduleId, scheduleId),
    backfillId ? eq(executions.backfillId, backfillId) : isNull(executions.backfillId),
  );
  const backfill = backfillId
    ? await context.db.query.backfills.findFirst({ where: eq(backfills.id, backfillId) })
    : undefined;
  if (backfill?.stoppedAt) return;
  const [busy] = await context.db
    .select({ count: count() })
    .from(executions)
    .where(and(lane, isLive, eq(executions.isReleased, true)));
  const room = (backfill?.concurrency ?? 1) - Number(busy?.count ?? 0);
  if (room <= 0) return;
  const next = await context.db
    .select({ id: executions.id, priority: executions.priority })
    .from(executions)
    .where(and(lane, eq(executions.status, 'queued'), eq(executions.isReleased, false)))
    .orderBy(desc(executions.priority), asc(executions.dueAt), asc(executions.createdAt))
    .limit(room);
  for (const { id } of next)
    await context.db.update(executions).set({ isReleased: true }).where(eq(executions.id, id));
  await sendExecutions(context, next);
}
