import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { alerts, users } from '../../db/schema';
import { AppError } from '../../errors';
import { emit } from '../webhooks';
import { type AlertEventKind, recordEvent } from './record-event';

type Alert = typeof alerts.$inferSelect;
const id = z.string().max(100);

/** Somebody has seen it and is at it: the alert is theirs unless it was somebody's. */
export const acknowledgeAlert = command({
  action: 'alert.acknowledge',
  input: z.object({ id }),
  run: (context, { id }) =>
    move(context, id, 'acknowledged', ({ owner }) => ({
      change: {
        state: 'acknowledged',
        owner: owner ?? context.actor.id,
        waitingSince: null,
        snoozedUntil: null,
      },
    })),
});

/** Leaves it alone until then; it opens again by itself if it is not resolved by then. */
export const snoozeAlert = command({
  action: 'alert.snooze',
  input: z.object({ id, until: z.coerce.date() }),
  run: (context, { id, until }) => {
    if (until <= context.now())
      throw new AppError('bad_request', 'Snooze it until a time that is still to come.');
    return move(context, id, 'snoozed', () => ({
      change: { state: 'snoozed', snoozedUntil: until, waitingSince: null },
      text: until.toISOString(),
    }));
  },
});

/** Done with. If the check fails again, a new alert opens. */
export const resolveAlert = command({
  action: 'alert.resolve',
  input: z.object({ id }),
  async run(context, { id }) {
    const before = await find(context, id);
    const moved = await move(context, id, 'resolved', () => ({
      change: {
        ...{ state: 'resolved', liveKey: null, waitingSince: null, snoozedUntil: null, flappingSince: null },
      },
    }));
    const { check, scheduleId, notebookId, state } = before;
    if (state !== 'resolved')
      await emit(context, 'alert.resolved', { alertId: id, check, scheduleId, notebookId });
    return moved;
  },
});

/** Whose it is; nobody's without an owner. */
export const ownAlert = command({
  action: 'alert.own',
  input: z.object({ id, owner: z.string().max(100).nullable() }),
  async run(context, { id, owner }) {
    await find(context, id);
    const person = owner ? await context.db.query.users.findFirst({ where: eq(users.id, owner) }) : undefined;
    if (owner && !person) throw new AppError('not_found', 'There is no such person in this workspace.');
    context.audit(`alert:${id}`, { owner });
    await context.db.update(alerts).set({ owner }).where(eq(alerts.id, id));
    await recordEvent(context, id, 'owner', person?.name ?? '');
    return { id, owner };
  },
});

/** Something worth knowing, kept with its writer and time; on resolved ones too. */
export const noteAlert = command({
  action: 'alert.note',
  input: z.object({ id, text: z.string().trim().min(1, 'Write something first').max(4000) }),
  async run(context, { id, text }) {
    await find(context, id);
    context.audit(`alert:${id}`, { note: text.length });
    await recordEvent(context, id, 'note', text);
    return { id };
  },
});

async function find({ db }: Pick<CommandContext, 'db'>, id: string): Promise<Alert> {
  const [alert] = await db.select().from(alerts).where(eq(alerts.id, id)).for('update');
  if (!alert) throw new AppError('not_found', 'There is no such alert.');
  return alert;
}

async function move(
  context: CommandContext,
  id: string,
  kind: AlertEventKind & Alert['state'],
  decide: (alert: Alert) => { change: Partial<Alert>; text?: string },
) {
  const alert = await find(context, id);
  context.audit(`alert:${id}`, { check: alert.check, from: alert.state, to: kind });
  if (alert.state === 'resolved') return { id, state: alert.state };
  const { change, text } = decide(alert);
  await context.db
    .update(alerts)
    .set({ ...change, changedAt: context.now(), changedBy: context.actor.id })
    .where(eq(alerts.id, id));
  await recordEvent(context, id, kind, text);
  return { id, state: kind };
}
