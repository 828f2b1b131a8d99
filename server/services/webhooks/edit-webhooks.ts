import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { webhookDeliveries, webhooks } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { parseTarget } from '../../outbound';
import { createSecretBox } from '../../secrets';
import { webhookEventNames } from './events';
import { deliverWebhookJob } from './job';
import { ownerOf } from './seal-secrets';
import { createWebhookSecret } from './sign';

const id = z.string().max(100);

/**
 * Its secret is in the answer, and never shown again. Of a channel of Slack or Teams the address itself is the secret: only its host is
 * kept in words.
 */
export const createWebhook = command({
  action: 'webhook.change',
  input: z.object({
    kind: z.enum(['webhook', 'slack', 'teams']).default('webhook'),
    url: z.string().trim().max(2000),
    events: z.array(z.enum(webhookEventNames)).max(50),
    /** Told of these schedules' reports and alerts alone; of all when empty. */
    schedules: z.array(id).max(50).default([]),
  }),
  async run(context, { kind, url, events, schedules }) {
    const target = parseTarget(url, context.config.outboundPrivate);
    const id = createId();
    const signs = kind === 'webhook';
    const secret = signs ? createWebhookSecret() : target.href;
    const shown = signs ? target.href : target.origin;
    await context.db.insert(webhooks).values({
      ...{ id, kind, url: shown, events, schedules, isOn: true },
      secret: createSecretBox(context.config).seal(secret, ownerOf(id)),
      ...{ createdAt: context.now(), createdBy: context.actor.id },
    });
    context.audit(`webhook:${id}`, { kind, url: shown, events, schedules });
    return { id, secret: signs ? secret : null };
  },
});

export const switchWebhook = command({
  action: 'webhook.change',
  input: z.object({ id, isOn: z.boolean() }),
  async run(context, { id, isOn }) {
    const [row] = await context.db.update(webhooks).set({ isOn }).where(eq(webhooks.id, id)).returning();
    if (!row) throw gone();
    context.audit(`webhook:${id}`, { isOn });
    return { id, isOn };
  },
});

export const removeWebhook = command({
  action: 'webhook.change',
  input: z.object({ id }),
  async run(context, { id }) {
    const [row] = await context.db.delete(webhooks).where(eq(webhooks.id, id)).returning();
    if (!row) throw gone();
    context.audit(`webhook:${id}`, { removed: row.url });
    return { id };
  },
});

/** The same message once more, under the same id: a receiver that has had it knows. */
export const sendWebhookAgain = command({
  action: 'webhook.change',
  input: z.object({ deliveryId: id }),
  async run(context, { deliveryId }) {
    const [row] = await context.db
      .update(webhookDeliveries)
      .set({ state: 'waiting', attempts: 0, error: null })
      .where(eq(webhookDeliveries.id, deliveryId))
      .returning({ webhookId: webhookDeliveries.webhookId });
    if (!row) throw new AppError('not_found', 'There is no such delivery.');
    await context.queue.send(deliverWebhookJob, { deliveryId }, { singletonKey: deliveryId });
    context.audit(`webhook:${row.webhookId}`, { again: deliveryId });
    return { deliveryId };
  },
});

const gone = () => new AppError('not_found', 'There is no such webhook; it was removed meanwhile.');
