/**
 * Tells other programs what happened: signed, tried again with growing waits, never to a private address unless the operator
 * allows it. Knows nothing of what it tells.
 */
export type { ChannelMessage } from './channel-message';
export { recordDelivery, tryDelivery } from './deliver';
export { createWebhook, removeWebhook, sendWebhookAgain, switchWebhook } from './edit-webhooks';
export { emit } from './emit';
export { deliverWebhookJob, mostAttempts } from './job';
export { listWebhooks } from './read-webhooks';
export { sealWebhookSecrets } from './seal-secrets';
