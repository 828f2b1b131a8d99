import { desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import { webhookDeliveries, webhooks } from '../../db/schema';
import { webhookEvents } from './events';

/** Every webhook without its secret, each with its newest deliveries, and the events there are. */
export const listWebhooks = query({
  action: 'webhook.read',
  input: z.object({}),
  async run({ db }) {
    const hooks = await db
      .select({
        id: webhooks.id,
        kind: webhooks.kind,
        url: webhooks.url,
        schedules: webhooks.schedules,
        events: webhooks.events,
        isOn: webhooks.isOn,
        createdAt: webhooks.createdAt,
      })
      .from(webhooks)
      .orderBy(webhooks.createdAt);
    const withDeliveries = await Promise.all(
      hooks.map(async (hook) => ({
        ...hook,
        deliveries: await db
          .select()
          .from(webhookDeliveries)
          .where(eq(webhookDeliveries.webhookId, hook.id))
          .orderBy(desc(webhookDeliveries.createdAt))
          .limit(20),
      })),
    );
    return { webhooks: withDeliveries, events: webhookEvents };
  },
});
