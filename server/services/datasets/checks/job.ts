import { z } from 'zod';
import type { JobType } from '../../../queue/queue';

/** Checks the versions of a data set that were not checked against its present expectations, the newest first. */
export const checkDatasetJob: JobType<{ readonly datasetId: string }> = {
  name: 'check-dataset',
  schema: z.object({ datasetId: z.string() }),
  expireInSeconds: 30 * 60,
  retryLimit: 2,
  retryDelaySeconds: 30,
};
