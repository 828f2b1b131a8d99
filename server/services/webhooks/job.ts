import { z } from 'zod';
import type { JobType } from '../../queue/queue';

/** Tries of a delivery: the first at once, the others after growing waits, over about a day. */
export const mostAttempts = 13;

export const deliverWebhookJob: JobType<{ readonly deliveryId: string }> = {
  name: 'deliver-webhook',
  schema: z.object({ deliveryId: z.string() }),
  expireInSeconds: 120,
  retryLimit: mostAttempts - 1,
  retryDelaySeconds: 10,
};
