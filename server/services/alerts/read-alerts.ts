import { and, asc, desc, eq, gt, inArray, ne } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import { query } from '../../command';
import { alertEvents, alerts, executions, notebooks, schedules, users } from '../../db/schema';
import { AppError } from '../../errors';
import { workerId } from '../auth';

const state = z.enum(['open', 'acknowledged', 'snoozed', 'resolved']);
const owners = alias(users, 'owners');

const columns = {
  id: alerts.id,
  source: alerts.source,
  check: alerts.check,
  severity: alerts.severity,
  detail: alerts.detail,
  state: alerts.state,
  notebookId: alerts.notebookId,
  notebook: notebooks.title,
  scheduleId: alerts.scheduleId,
  schedule: schedules.name,
  executionId: alerts.executionId,
  ownerId: alerts.owner,
  owner: owners.name,
  runbook: alerts.runbook,
  snoozedUntil: alerts.snoozedUntil,
  escalatedAt: alerts.escalatedAt,
  flappingSince: alerts.flappingSince,
  openedAt: alerts.openedAt,
  changedAt: alerts.changedAt,
  changedBy: users.name,
};

/** The latest changed first; those that are not resolved unless states are named. */
export const listAlerts = query({
  action: 'alert.read',
  input: z.object({
    states: z.array(state).default(['open', 'acknowledged', 'snoozed']),
    notebookId: z.string().optional(),
    limit: z.number().int().min(1).max(500).default(100),
  }),
  run: ({ db }, { states, notebookId, limit }) =>
    db
      .select(columns)
      .from(alerts)
      .leftJoin(notebooks, eq(notebooks.id, alerts.notebookId))
      .leftJoin(schedules, eq(schedules.id, alerts.scheduleId))
      .leftJoin(users, eq(users.id, alerts.changedBy))
      .leftJoin(owners, eq(owners.id, alerts.owner))
      .where(and(inArray(alerts.state, states), notebookId ? eq(alerts.notebookId, notebookId) : undefined))
      .orderBy(desc(alerts.changedAt))
      .limit(limit),
});

/** One alert with its history, the charts that prove it, and the earlier alerts of the same check. */
export const readAlert = query({
  action: 'alert.read',
  input: z.object({ id: z.string() }),
  async run({ db }, { id }) {
    const [alert] = await db
      .select({ ...columns, cells: alerts.cells, outputs: executions.outputs, ranAt: executions.dueAt })
      .from(alerts)
      .leftJoin(notebooks, eq(notebooks.id, alerts.notebookId))
      .leftJoin(schedules, eq(schedules.id, alerts.scheduleId))
      .leftJoin(users, eq(users.id, alerts.changedBy))
      .leftJoin(owners, eq(owners.id, alerts.owner))
      .leftJoin(executions, eq(executions.id, alerts.executionId))
      .where(eq(alerts.id, id));
    if (!alert) throw new AppError('not_found', 'There is no such alert.');
    const history = await db
      .select({
        id: alertEvents.id,
        at: alertEvents.at,
        kind: alertEvents.kind,
        text: alertEvents.text,
        by: users.name,
      })
      .from(alertEvents)
      .leftJoin(users, eq(users.id, alertEvents.by))
      .where(eq(alertEvents.alertId, id))
      .orderBy(asc(alertEvents.at), asc(alertEvents.id))
      .limit(1000);
    const earlier = alert.scheduleId
      ? await db
          .select({
            id: alerts.id,
            openedAt: alerts.openedAt,
            changedAt: alerts.changedAt,
            detail: alerts.detail,
          })
          .from(alerts)
          .where(
            and(eq(alerts.scheduleId, alert.scheduleId), eq(alerts.check, alert.check), ne(alerts.id, id)),
          )
          .orderBy(desc(alerts.openedAt))
          .limit(20)
      : [];
    const { outputs, cells, ...known } = alert;
    const charts = cells.flatMap((cellId) => {
      const cell = outputs?.cells.find((output) => output.cellId === cellId);
      return cell?.pictureHash ? [cell] : [];
    });
    return { ...known, charts, history, earlier };
  },
});

/** Who may own an alert. */
export const listPeople = query({
  action: 'alert.read',
  input: z.object({}),
  run: ({ db }) =>
    db
      .select({ id: users.id, name: users.name })
      .from(users)
      .where(and(ne(users.id, workerId), gt(users.name, '')))
      .orderBy(users.name)
      .limit(500),
});
