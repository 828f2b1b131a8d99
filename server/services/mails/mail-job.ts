import { z } from 'zod';
import type { JobType } from '../../queue/queue';

/** Sends one mail. Delivered at least once: the row of the mail says whether it is still to be sent. */
export const mailJob: JobType<{ mailId: string }> = {
  name: 'send-mail',
  schema: z.object({ mailId: z.string() }),
  // As long as its worker lives: given to another meanwhile, readers would be sent it by both.
  expireInSeconds: 24 * 60 * 60,
  // Deaths of workers and of the database: the row says when tries enough were made, and never a job that was lost.
  retryLimit: 12,
  retryDelaySeconds: 1,
};
