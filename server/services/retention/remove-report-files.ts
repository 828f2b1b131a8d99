import { and, asc, inArray, lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { reportFiles } from '../../db/schema';
import { keyOfReport } from '../reports';
import { daysBefore, effectiveRetention } from './settings';

/** Removes reports that were kept as files beyond what is kept, but the newest of each schedule: the oldest first and `limit` at most. */
export const removeReportFiles = command({
  action: 'retention.apply',
  isLog: true,
  input: z.object({ limit: z.number().int().positive().default(200) }),
  async run(context, { limit }) {
    const kept = await effectiveRetention(context);
    if (!kept || kept.reportFileDays === null) return { removed: 0 };
    const newer = sql`(select count(*) from (
      select 1 from report_files newer
      where newer.schedule_id = ${reportFiles.scheduleId} and newer.created_at > ${reportFiles.createdAt}
      limit ${kept.leastExecutions}) newest)`;
    const old = await context.db
      .select({ path: reportFiles.path, createdAt: reportFiles.createdAt })
      .from(reportFiles)
      .where(
        and(
          lt(reportFiles.createdAt, daysBefore(context.now(), kept.reportFileDays)),
          sql`${newer} >= ${kept.leastExecutions}`,
        ),
      )
      .orderBy(asc(reportFiles.createdAt))
      .limit(limit)
      .for('update', { skipLocked: true });
    if (old.length === 0) return { removed: 0 };
    // Files first: one without its row would stay for ever, a row without its file goes the next time.
    for (const { path } of old) await context.storage.removeKey(keyOfReport(path));
    await context.db.delete(reportFiles).where(
      inArray(
        reportFiles.path,
        old.map(({ path }) => path),
      ),
    );
    context.audit('retention', {
      ...{ removed: 'kept reports', count: old.length, keptDays: kept.reportFileDays },
      ...{ from: old.at(0)?.createdAt, to: old.at(-1)?.createdAt },
    });
    return { removed: old.length };
  },
});
