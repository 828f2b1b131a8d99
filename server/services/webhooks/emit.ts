import { eq } from 'drizzle-orm';
import type { CommandContext } from '../../context';
import { webhookDeliveries, webhooks } from '../../db/schema';
import { createId } from '../../id';
import type { WebhookEvent } from './events';
import { deliverWebhookJob } from './job';

/** Tells every webhook that asked for the event: deliveries commit with what they tell of. */
export async function emit(
  context: Pick<CommandContext, 'db' | 'queue' | 'now'>,
  type: WebhookEvent,
  data: Readonly<Record<string, unknown>>,
): Promise<void> {
  const hooks = await context.db
    .select({ id: webhooks.id, events: webhooks.events })
    .from(webhooks)
    .where(eq(webhooks.isOn, true));
  for (const { id: webhookId, events } of hooks) {
    if (events.length > 0 && !events.includes(type)) continue;
    const id = `msg_${createId()}`;
    const at = context.now();
    const body = JSON.stringify({ type, timestamp: at.toISOString(), data });
    await context.db.insert(webhookDeliveries).values({
      ...{ id, webhookId, event: type, body, state: 'waiting', attempts: 0, createdAt: at },
    });
    await context.queue.send(deliverWebhookJob, { deliveryId: id }, { singletonKey: id });
  }
}
