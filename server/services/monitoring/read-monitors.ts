import { and, count, desc, eq, inArray, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import { alerts, executions, models, monitors, notebooks, schedules } from '../../db/schema';

/** Monitors by model, each with its newest finished execution and how many alerts are open. */
export const listMonitors = query({
  action: 'monitor.read',
  input: z.object({ model: z.string().optional() }),
  async run(context, { model }) {
    const rows = await context.db
      .select({
        id: monitors.id,
        model: models.name,
        notebookId: monitors.notebookId,
        notebook: notebooks.title,
        scheduleId: monitors.scheduleId,
        cron: schedules.cron,
        timeZone: schedules.timeZone,
        enabled: schedules.enabled,
        nextDueAt: schedules.nextDueAt,
      })
      .from(monitors)
      .innerJoin(models, eq(models.id, monitors.modelId))
      .innerJoin(notebooks, and(eq(notebooks.id, monitors.notebookId), isNull(notebooks.deletedAt)))
      .innerJoin(schedules, and(eq(schedules.id, monitors.scheduleId), isNull(schedules.deletedAt)))
      .where(model ? eq(models.name, model) : undefined)
      .orderBy(models.name, desc(monitors.createdAt))
      .limit(500);
    if (rows.length === 0) return [];
    const ids = rows.map((row) => row.scheduleId);
    const newest = await context.db
      .selectDistinctOn([executions.scheduleId], {
        scheduleId: executions.scheduleId,
        id: executions.id,
        status: executions.status,
        verdict: executions.verdict,
        checks: executions.checks,
        error: executions.error,
        finishedAt: executions.finishedAt,
      })
      .from(executions)
      .where(inArray(executions.scheduleId, ids))
      .orderBy(executions.scheduleId, desc(executions.createdAt));
    const live = await context.db
      .select({ scheduleId: alerts.scheduleId, alerts: count() })
      .from(alerts)
      .where(and(inArray(alerts.scheduleId, ids), inArray(alerts.state, ['open', 'acknowledged', 'snoozed'])))
      .groupBy(alerts.scheduleId);
    const last = new Map(newest.map((execution) => [execution.scheduleId, execution]));
    const open = new Map(live.map((row) => [row.scheduleId, row.alerts]));
    return rows.map((row) => ({
      ...row,
      last: last.get(row.scheduleId) ?? null,
      openAlerts: open.get(row.scheduleId) ?? 0,
    }));
  },
});
