import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { Context } from '../../context';
import { webhookDeliveries, webhooks } from '../../db/schema';
import { AppError } from '../../errors';
import { postOnce } from '../../outbound';
import { createSecretBox } from '../../secrets';
import { ownerOf } from './seal-secrets';
import { signWebhook } from './sign';

const timeoutMs = 15_000;

export type DeliveryFate =
  | { readonly state: 'delivered'; readonly status: number }
  | { readonly state: 'refused'; readonly status?: number; readonly error: string };

/** Sends a waiting delivery once; undefined when there is nothing to send any more. */
export async function tryDelivery(
  context: Context,
  { deliveryId, signal }: { readonly deliveryId: string; readonly signal: AbortSignal },
): Promise<DeliveryFate | undefined> {
  const [row] = await context.db
    .select({
      ...{ id: webhooks.id, kind: webhooks.kind, url: webhooks.url, secret: webhooks.secret },
      body: webhookDeliveries.body,
    })
    .from(webhookDeliveries)
    .innerJoin(webhooks, and(eq(webhooks.id, webhookDeliveries.webhookId), eq(webhooks.isOn, true)))
    .where(and(eq(webhookDeliveries.id, deliveryId), eq(webhookDeliveries.state, 'waiting')));
  if (!row) return undefined;
  try {
    const secret = createSecretBox(context.config).open(row.secret, ownerOf(row.id));
    const status = await postOnce({
      ...{
        url: row.kind === 'webhook' ? row.url : secret,
        body: row.body,
        allowed: context.config.outboundPrivate,
      },
      headers:
        row.kind === 'webhook'
          ? signWebhook(secret, { id: deliveryId, body: row.body, at: context.now() })
          : { 'content-type': 'application/json', 'user-agent': 'Cellar' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    if (status >= 200 && status < 300) return { state: 'delivered', status };
    return { state: 'refused', status, error: `It answered with status ${status}.` };
  } catch (error) {
    return { state: 'refused', error: inWords(error) };
  }
}

function inWords(error: unknown): string {
  if (error instanceof AppError) return error.message;
  if (error instanceof Error && error.name === 'TimeoutError')
    return `No answer within ${timeoutMs / 1000} s.`;
  return error instanceof Error ? error.message : String(error);
}

/** Writes down the fate of one try. After the last, or a refusal that will not change, the delivery has failed. */
export const recordDelivery = command({
  action: 'webhook.send',
  input: z.object({
    deliveryId: z.string(),
    status: z.number().int().optional(),
    error: z.string().max(2000).optional(),
    isLast: z.boolean(),
  }),
  async run(context, { deliveryId, status, error, isLast }) {
    const state = error === undefined ? 'delivered' : isLast ? 'failed' : 'waiting';
    const [row] = await context.db
      .update(webhookDeliveries)
      .set({
        ...{ state, status: status ?? null, error: error ?? null, lastAt: context.now() },
        attempts: sql`${webhookDeliveries.attempts} + 1`,
      })
      .where(eq(webhookDeliveries.id, deliveryId))
      .returning({ webhookId: webhookDeliveries.webhookId });
    // 410: whoever listened there is gone (Standard Webhooks).
    if (row && status === 410)
      await context.db.update(webhooks).set({ isOn: false }).where(eq(webhooks.id, row.webhookId));
    context.audit(`webhook:${row?.webhookId ?? ''}`, { delivery: deliveryId, state, status });
    return { state };
  },
});
