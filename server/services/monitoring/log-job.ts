import { z } from 'zod';
import type { JobType } from '../../queue/queue';

/** Turns closed segments of the prediction log into Parquet. */
export const rollSegmentsJob: JobType<Record<string, never>> = {
  name: 'compact-predictions',
  schema: z.object({}).strict() as z.ZodType<Record<string, never>>,
  expireInSeconds: 30 * 60,
  retryLimit: 5,
  retryDelaySeconds: 10,
};
