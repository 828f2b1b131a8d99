import { z } from 'zod';
import type { JobType } from '../../../queue/queue';

export interface CheckJob {
  readonly checkId: string;
}

/** Holds a version against the rules of its check, one after the other; those that have a verdict are left. */
export const checkGatesJob: JobType<CheckJob> = {
  name: 'check-gates',
  schema: z.object({ checkId: z.string() }),
  expireInSeconds: 30 * 60,
  retryLimit: 3,
  retryDelaySeconds: 10,
};
