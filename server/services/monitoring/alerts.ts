import { and, desc, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import type { CheckResult } from '@/cells/bridge/messages';
import { command, query } from '../../command';
import type { CommandContext } from '../../context';
import { alerts, notebooks, schedules, users } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';

const state = z.enum(['open', 'acknowledged', 'resolved']);

/** The latest changed first; those still open or acknowledged unless states are named. */
export const listAlerts = query({
  action: 'alert.read',
  input: z.object({
    states: z.array(state).default(['open', 'acknowledged']),
    notebookId: z.string().optional(),
    limit: z.number().int().min(1).max(500).default(100),
  }),
  run: (context, { states, notebookId, limit }) =>
    context.db
      .select({
        id: alerts.id,
        check: alerts.check,
        severity: alerts.severity,
        detail: alerts.detail,
        state: alerts.state,
        notebookId: alerts.notebookId,
        notebook: notebooks.title,
        scheduleId: alerts.scheduleId,
        schedule: schedules.name,
        executionId: alerts.executionId,
        openedAt: alerts.openedAt,
        changedAt: alerts.changedAt,
        changedBy: users.name,
      })
      .from(alerts)
      .leftJoin(notebooks, eq(notebooks.id, alerts.notebookId))
      .leftJoin(schedules, eq(schedules.id, alerts.scheduleId))
      .leftJoin(users, eq(users.id, alerts.changedBy))
      .where(and(inArray(alerts.state, states), notebookId ? eq(alerts.notebookId, notebookId) : undefined))
      .orderBy(desc(alerts.changedAt))
      .limit(limit),
});

/** Somebody has seen it and is at it. */
export const acknowledgeAlert = command({
  action: 'alert.acknowledge',
  input: z.object({ id: z.string() }),
  run: (context, { id }) => moveAlert(context, id, 'acknowledged'),
});

/** Done with. If the check fails again, a new alert opens. */
export const resolveAlert = command({
  action: 'alert.resolve',
  input: z.object({ id: z.string() }),
  run: (context, { id }) => moveAlert(context, id, 'resolved'),
});

async function moveAlert(context: CommandContext, id: string, to: 'acknowledged' | 'resolved') {
  const alert = await context.db.query.alerts.findFirst({ where: eq(alerts.id, id) });
  if (!alert) throw new AppError('not_found', 'There is no such alert.');
  context.audit(`alert:${id}`, { check: alert.check, from: alert.state, to });
  if (alert.state === 'resolved') return { id, state: alert.state };
  await context.db
    .update(alerts)
    .set({
      state: to,
      changedAt: context.now(),
      changedBy: context.actor.id,
      ...(to === 'resolved' ? { liveKey: null } : {}),
    })
    .where(eq(alerts.id, id));
  return { id, state: to };
}

export interface AlertChanges {
  /** Names of checks whose alert opened, or closed because the check passed again. */
  readonly opened: readonly string[];
  readonly resolved: readonly string[];
}

/**
 * What the checks of one execution do to alerts: a failing check opens one or renews the live one, a passing check resolves it.
 * Part of the command that records the execution.
 */
export async function applyChecks(
  context: CommandContext,
  about: { readonly executionId: string; readonly scheduleId: string; readonly notebookId: string },
  checks: readonly CheckResult[],
): Promise<AlertChanges> {
  const opened: string[] = [];
  const resolved: string[] = [];
  for (const check of checks) {
    const liveKey = `${about.scheduleId}:${check.name}`;
    const changed = { changedAt: context.now(), changedBy: context.actor.id };
    const live = await context.db.query.alerts.findFirst({ where: eq(alerts.liveKey, liveKey) });
    if (check.ok && live) {
      resolved.push(check.name);
      await context.db
        .update(alerts)
        .set({ ...changed, state: 'resolved', liveKey: null })
        .where(eq(alerts.id, live.id));
    } else if (!check.ok && live) {
      await context.db
        .update(alerts)
        .set({ detail: check.detail, severity: check.severity, executionId: about.executionId })
        .where(eq(alerts.id, live.id));
    } else if (!check.ok) {
      opened.push(check.name);
      await context.db.insert(alerts).values({
        id: createId(),
        ...about,
        ...changed,
        check: check.name,
        severity: check.severity,
        detail: check.detail,
        state: 'open',
        openedAt: context.now(),
        liveKey,
      });
    }
  }
  return { opened, resolved };
}
