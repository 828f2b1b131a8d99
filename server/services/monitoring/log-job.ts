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

/** Merges the small files of a day, and removes days that are older than what is kept. */
export const keepLogJob: JobType<Record<string, never>> = {
  name: 'keep-log',
  schema: z.object({}).strict() as z.ZodType<Record<string, never>>,
  expireInSeconds: 3 * 3600,
  retryLimit: 2,
  retryDelaySeconds: 60,
};
