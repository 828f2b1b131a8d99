import { actingAs, type System } from '../context';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import { deliverWebhookJob, mostAttempts, recordDelivery, tryDelivery } from '../services/webhooks';

export { deliverWebhookJob };

/** One try of a delivery. A refused one fails, so that the queue tries again after a longer wait, until it has tried enough. */
export async function deliverWebhook(
  system: System,
  { data: { deliveryId }, signal, retryCount }: Job<{ deliveryId: string }>,
): Promise<void> {
  const context = actingAs(system, await actorOf(system, workerId));
  const fate = await tryDelivery(context, { deliveryId, signal });
  if (!fate || signal.aborted) return;
  if (fate.state === 'delivered') {
    await recordDelivery(context, { deliveryId, status: fate.status, isLast: true });
    return;
  }
  const isLast = fate.status === 410 || retryCount >= mostAttempts - 1;
  const { status, error } = fate;
  await recordDelivery(context, { deliveryId, status, error: error.slice(0, 2000), isLast });
  if (!isLast) throw new Error(`The webhook was not delivered: ${error}`);
}
