import { z } from 'zod';
import type { JobType } from '../queue/queue';
import { tellAlertsJob, tendAlertsJob } from '../services/alerts';
import { checkDatasetJob, findPersonalJob } from '../services/datasets';
import { startTriggeredJob } from '../services/events';
import { mailJob } from '../services/mails';
import { eraseSubjectJob, keepLogJob, rollSegmentsJob } from '../services/monitoring';
import { indexNotebooksJob } from '../services/notebooks';
import { admitVersionJob, checkGatesJob, judgeVersionJob, verifyVersionJob } from '../services/registry';
import { keepHistoryJob } from '../services/retention';
import { advanceRetrainingJob, lookForRetrainingJob } from '../services/retraining';
import { executionJob } from '../services/schedules';
import { scoreDatasetJob } from '../services/scorings';
import { tryTrialsJob } from '../services/searches';
import { deliverWebhookJob } from '../services/webhooks';

/** Writes a dump of the embedded database when one is due. */
export const dumpDatabaseJob: JobType<Record<string, never>> = {
  name: 'dump-database',
  schema: z.object({}).strict(),
  retryLimit: 0,
};

/** Deletes files that nothing refers to any more. */
export const collectBlobsJob: JobType<Record<string, never>> = {
  name: 'collect-blobs',
  schema: z.object({}).strict(),
  retryLimit: 0,
};

/** Ends the runs that have gone silent. */
export const endSilentRunsJob: JobType<Record<string, never>> = {
  name: 'end-silent-runs',
  schema: z.object({}).strict(),
  retryLimit: 0,
};

/** Moves canaries on by the clock, and back by their bounds. */
export const watchDeploymentsJob: JobType<Record<string, never>> = {
  name: 'watch-deployments',
  schema: z.object({}).strict(),
  retryLimit: 0,
};

/** Every job there is. The queue makes room for each when a process starts, so that a command can send one as it commits. */
export const jobTypes: readonly JobType<unknown>[] = [
  admitVersionJob,
  verifyVersionJob,
  checkGatesJob,
  judgeVersionJob,
  checkDatasetJob,
  findPersonalJob,
  executionJob,
  startTriggeredJob,
  tryTrialsJob,
  scoreDatasetJob,
  mailJob,
  tellAlertsJob,
  tendAlertsJob,
  deliverWebhookJob,
  rollSegmentsJob,
  keepLogJob,
  eraseSubjectJob,
  advanceRetrainingJob,
  lookForRetrainingJob,
  keepHistoryJob,
  indexNotebooksJob,
  dumpDatabaseJob,
  collectBlobsJob,
  endSilentRunsJob,
  watchDeploymentsJob,
];
