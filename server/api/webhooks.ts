import * as webhooks from '../services/webhooks';
import { read, router, write } from './trpc';

export const webhooksRouter = router({
  list: read(webhooks.listWebhooks),
  create: write(webhooks.createWebhook),
  switch: write(webhooks.switchWebhook),
  remove: write(webhooks.removeWebhook),
  sendAgain: write(webhooks.sendWebhookAgain),
});
