import { z } from 'zod';
import type { JobType } from '../../queue/queue';

/** Sends one mail. Delivered at least once: the row of the mail says whether it is still to be sent. */
export const mailJob: JobType<{ mailId: string }> = {
  name: 'send-mail',
  schema: z.object({ mailId: z.string() }),
  expireInSeconds: 300,
  retryLimit: 5,
  retryDelaySeconds: 5,
};
