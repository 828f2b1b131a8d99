import { z } from 'zod';
import type { JobType } from '../../queue/queue';

export interface VersionJob {
  readonly versionId: string;
}
const versionJob = z.object({ versionId: z.string() });

/** Checks the files of a new version and makes it ready. */
export const admitVersionJob: JobType<VersionJob> = {
  name: 'admit-version',
  schema: versionJob,
  expireInSeconds: 15 * 60,
  retryLimit: 5,
  retryDelaySeconds: 10,
};

/** Judges a new version on its held-out rows, for its card. */
export const judgeVersionJob: JobType<VersionJob> = {
  name: 'judge-version',
  schema: versionJob,
  expireInSeconds: 10 * 60,
  retryLimit: 2,
  retryDelaySeconds: 30,
};

/** Re-runs the slice of a version and compares what comes out. */
export const verifyVersionJob: JobType<VersionJob> = {
  name: 'verify-version',
  schema: versionJob,
  expireInSeconds: 60 * 60,
  retryLimit: 2,
  retryDelaySeconds: 30,
};
