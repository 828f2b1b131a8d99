import { z } from 'zod';
import type { JobType } from '../../queue/queue';

/** Removes runs, mails and kept reports that are older than what is kept. */
export const keepHistoryJob: JobType<Record<string, never>> = {
  name: 'keep-history',
  schema: z.object({}).strict(),
  retryLimit: 0,
};
