import { eq } from 'drizzle-orm';
import type { CommandContext } from '../../context';
import { webhookDeliveries, webhooks } from '../../db/schema';
import { createId } from '../../id';
import { type ChannelMessage, toSlack, toTeams } from './channel-message';
import { type WebhookEvent, webhookEvents } from './events';
import { deliverWebhookJob } from './job';

/**
 * Tells every webhook that asked for the event: deliveries commit with what they tell of. `message` is what channels that people read
 * show of it; without, the event's own words and figures.
 */
export async function emit(
  context: Pick<CommandContext, 'db' | 'queue' | 'now'>,
  type: WebhookEvent,
  data: Readonly<Record<string, unknown>>,
  message: ChannelMessage = sayData(type, data),
): Promise<void> {
  const hooks = await context.db
    .select({ id: webhooks.id, kind: webhooks.kind, events: webhooks.events, schedules: webhooks.schedules })
    .from(webhooks)
    .where(eq(webhooks.isOn, true));
  for (const { id: webhookId, kind, events, schedules } of hooks) {
    if (events.length > 0 && !events.includes(type)) continue;
    if (schedules.length > 0 && !schedules.includes(String(data.scheduleId))) continue;
    const id = `msg_${createId()}`;
    const at = context.now();
    const body = {
      webhook: () => JSON.stringify({ type, timestamp: at.toISOString(), data }),
      slack: () => toSlack(message),
      teams: () => toTeams(message),
    }[kind]();
    await context.db.insert(webhookDeliveries).values({
      ...{ id, webhookId, event: type, body, state: 'waiting', attempts: 0, createdAt: at },
    });
    await context.queue.send(deliverWebhookJob, { deliveryId: id }, { singletonKey: id });
  }
}

const sayData = (type: WebhookEvent, data: Readonly<Record<string, unknown>>): ChannelMessage => ({
  title: webhookEvents[type],
  tone: 'ok',
  lines: Object.entries(data).flatMap(([name, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value) ? [`${name}: ${value}`] : [],
  ),
});
