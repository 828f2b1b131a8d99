import { z } from 'zod';
import type { JobType } from '../../queue/queue';

/** Has a worker try trials of a search, one after another, as long as there are any. See `callWorker` for when it is sent. */
export const tryTrialsJob: JobType<{ searchId: string }> = {
  name: 'try-trials',
  schema: z.object({ searchId: z.string() }),
  expireInSeconds: 24 * 60 * 60,
  retryLimit: 5,
  retryDelaySeconds: 1,
};
