import { z } from 'zod';
import type { JobType } from '../../queue/queue';

export interface AdvanceJob {
  readonly turnId: string;
}

/** Takes a turn as far as it goes now. Delivered again after a kill it goes on where it was. */
export const advanceRetrainingJob: JobType<AdvanceJob> = {
  name: 'advance-retraining',
  schema: z.object({ turnId: z.string() }),
  expireInSeconds: 3 * 3600,
  retryLimit: 4,
  retryDelaySeconds: 10,
};

/** Looks which rules are due, and how the turns that wait are. */
export const lookForRetrainingJob: JobType<Record<string, never>> = {
  name: 'look-for-retraining',
  schema: z.object({}).strict(),
  retryLimit: 0,
};
