import { z } from 'zod';
import type { JobType } from '../../queue/queue';

/** Runs one execution. Delivered at least once: the row of the execution says whether it is still wanted. */
export const executionJob: JobType<{ executionId: string }> = {
  name: 'execute-notebook',
  schema: z.object({ executionId: z.string() }),
  expireInSeconds: 24 * 60 * 60,
  // More than the deaths that end an execution: the row says when it is enough, and never a job that was lost.
  retryLimit: 12,
  retryDelaySeconds: 1,
};
