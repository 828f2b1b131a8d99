import { and, eq, notLike } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { webhooks } from '../../db/schema';
import { createSecretBox, isSealed } from '../../secrets';

/** Whom a webhook's secret is bound to. */
export const ownerOf = (id: string): string => `webhook:${id}`;

/** Seals the secrets that were stored before secrets were. Where there are none, nothing is written. */
export const sealWebhookSecrets = command({
  action: 'webhook.send',
  // A start that finds nothing to do is nothing to write down.
  isLog: true,
  input: z.object({}),
  async run(context) {
    const box = createSecretBox(context.config);
    const plain = await context.db
      .select({ id: webhooks.id, secret: webhooks.secret })
      .from(webhooks)
      .where(notLike(webhooks.secret, 'sealed:%'));
    for (const { id, secret } of plain)
      if (!isSealed(secret))
        await context.db
          .update(webhooks)
          .set({ secret: box.seal(secret, ownerOf(id)) })
          .where(and(eq(webhooks.id, id), eq(webhooks.secret, secret)));
    if (plain.length > 0) context.audit('webhooks', { sealed: plain.length });
    return { sealed: plain.length };
  },
});
