import { z } from 'zod';
import type { JobType } from '../../queue/queue';

export interface ScoringJob {
  readonly scoringId: string;
}

/** Puts a data set version through a model version; delivered again it goes on after the last whole part. */
export const scoreDatasetJob: JobType<ScoringJob> = {
  name: 'score-dataset',
  schema: z.object({ scoringId: z.string() }),
  expireInSeconds: 12 * 3600,
  retryLimit: 10,
  retryDelaySeconds: 10,
};
