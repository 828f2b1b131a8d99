import { and, asc, eq, inArray, isNull, lt, notExists, sql } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import {
  alerts,
  backfills,
  blobReferences,
  digestEntries,
  executions,
  modelVersions,
  runs,
} from '../../db/schema';
import { daysBefore, effectiveRetention } from './settings';

const { id, scheduleId, notebookId, status, createdAt } = executions;

/**
 * Removes executions beyond what is kept, with all that they showed, the oldest first and `limit` at most. Never one that is under way, one of
 * the newest of its schedule, one that an alert has its proof from, or one whose training became a version of a model.
 */
export const removeExecutions = command({
  action: 'retention.apply',
  isLog: true,
  input: z.object({ limit: z.number().int().positive().default(100) }),
  async run(context, { limit }) {
    const { db } = context;
    const kept = await effectiveRetention(context);
    if (!kept || kept.executionDays === null) return { removed: 0 };
    const before = daysBefore(context.now(), kept.executionDays);
    // By the index of ages, and no further than wanted: of half a million runs a piece takes a tenth of a second, not minutes.
    // A schedule with many left out must not lose those that ran: the newest of each outcome.
    const newer = sql`(select count(*) from (
      select 1 from executions newer
      where newer.notebook_id = ${notebookId} and newer.created_at >= ${createdAt} and newer.status = ${status}
        and newer.schedule_id is not distinct from ${scheduleId}
        and (newer.created_at, newer.id) > (${createdAt}, ${id})
      limit ${kept.leastExecutions}) newest)`;
    const old = await db
      .select({ id, createdAt })
      .from(executions)
      .where(
        and(
          inArray(status, ['succeeded', 'failed', 'stopped', 'skipped']),
          lt(createdAt, before),
          sql`${newer} >= ${kept.leastExecutions}`,
          notExists(db.select({ id: alerts.id }).from(alerts).where(eq(alerts.executionId, id))),
          notExists(
            db
              .select({ id: digestEntries.executionId })
              .from(digestEntries)
              .where(and(eq(digestEntries.executionId, id), isNull(digestEntries.mailId))),
          ),
          notExists(
            db
              .select({ id: runs.id })
              .from(modelVersions)
              .innerJoin(runs, eq(runs.id, modelVersions.runId))
              .where(eq(sql`${runs.tags} ->> 'cellar.execution'`, id)),
          ),
        ),
      )
      .orderBy(asc(createdAt))
      .limit(limit)
      .for('update', { skipLocked: true });
    const ids = old.map((one) => one.id);
    if (ids.length === 0) return { removed: 0 };
    await db
      .delete(blobReferences)
      .where(and(eq(blobReferences.ownerKind, 'execution'), inArray(blobReferences.ownerId, ids)));
    await db.delete(executions).where(inArray(id, ids));
    await db
      .delete(backfills)
      .where(
        and(
          lt(backfills.createdAt, before),
          notExists(db.select({ id }).from(executions).where(eq(executions.backfillId, backfills.id))),
        ),
      );
    context.audit('retention', {
      ...{ removed: 'runs', count: ids.length, keptDays: kept.executionDays },
      ...{ from: old.at(0)?.createdAt, to: old.at(-1)?.createdAt },
    });
    return { removed: ids.length };
  },
});
