import { hostname } from 'node:os';
import { actingAs, type System } from '../context';
import type { OpenFrameServer } from '../frames';
import { createId } from '../id';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import { advanceRetrainingJob, lookForRetrainingJob } from '../services/retraining';
import { sealWebhookSecrets } from '../services/webhooks';
import { admitNewVersion, admitVersionJob } from './admit-version';
import { advanceRetraining } from './advance-retraining';
import { closeBrowser, provideFrames } from './browser';
import { checkDataset, checkDatasetJob } from './check-dataset';
import { checkGates, checkGatesJob } from './check-gates';
import { collectBlobs } from './collect-blobs';
import { compactPredictions, compactPredictionsJob } from './compact-predictions';
import { deliverWebhook, deliverWebhookJob } from './deliver-webhook';
import { dumpDatabase } from './dump-database';
import { endRuns } from './end-silent-runs';
import { eraseSubject, eraseSubjectJob } from './erase-subject';
import { executeNotebook, executionJob } from './execute-notebook';
import { findPersonal, findPersonalJob } from './find-personal';
import { indexNotebooks, indexNotebooksJob } from './index-notebooks';
import { collectBlobsJob, dumpDatabaseJob, endSilentRunsJob, watchDeploymentsJob } from './job-types';
import { judgeNewVersion, judgeVersionJob } from './judge-version';
import { keepHistory, keepHistoryJob } from './keep-history';
import { keepLog, keepLogJob } from './keep-log';
import { lookForRetraining } from './look-for-retraining';
import { scoreData, scoreDatasetJob } from './score-dataset';
import { mailJob, sendMail } from './send-mail';
import { sendRegularly } from './send-regularly';
import { startByEvent, startTriggeredJob } from './start-triggered';
import { startTellingOfWorker } from './tell-of-worker';
import { tellAlertsJob, tellOfAlerts, tendAlertsJob, tendAllAlerts } from './tend-alerts';
import { startTicking } from './tick-schedules';
import { tryTrials, tryTrialsJob } from './try-trials';
import { verifyVersion, verifyVersionJob } from './verify-version';
import { watchDeployments } from './watch-deployments';
import { workWhenReachable } from './work-when-reachable';

/**
 * Jobs: what this server does by itself. One file per job, one line here and one in `job-types.ts`; each may run twice (delivery
 * is at least once) and must come to the same. Imports services, never a door (api, http).
 */
export async function startWorker(
  system: System,
  openFrames: OpenFrameServer,
  { looks = true }: { readonly looks?: boolean } = {},
): Promise<() => Promise<void>> {
  const queue = workWhenReachable(system);
  provideFrames(system, openFrames);
  // A run that this process cannot finish is left as it is: another worker, or the next start, takes it up.
  const stopping = new AbortController();
  const untilStop = <T>(job: Job<T>): Job<T> => ({
    ...job,
    signal: AbortSignal.any([job.signal, stopping.signal]),
  });
  // A frame takes a core and some 300 MB: one at a time.
  await queue.work(executionJob, 1, (job) => executeNotebook(system, untilStop(job)));
  await queue.work(startTriggeredJob, 1, (job) => startByEvent(system, job));
  await queue.work(mailJob, 2, (job) => sendMail(system, job));
  await queue.work(tellAlertsJob, 1, (job) => tellOfAlerts(system, job));
  await queue.work(tendAlertsJob, 1, () => tendAllAlerts(system));
  await queue.work(judgeVersionJob, 1, (job) => judgeNewVersion(system, untilStop(job)));
  await queue.work(checkGatesJob, 1, (job) => checkGates(system, untilStop(job)));
  await queue.work(checkDatasetJob, 1, (job) => checkDataset(system, untilStop(job)));
  await queue.work(findPersonalJob, 1, (job) => findPersonal(system, untilStop(job)));
  await sealWebhookSecrets(actingAs(system, await actorOf(system, workerId)), {});
  await queue.work(deliverWebhookJob, 2, (job) => deliverWebhook(system, untilStop(job)));
  await queue.work(admitVersionJob, 2, (job) => admitNewVersion(system, job));
  await queue.work(verifyVersionJob, 1, (job) => verifyVersion(system, untilStop(job)));
  const worker = { id: createId(), name: `${hostname()}, process ${process.pid}` };
  await queue.work(tryTrialsJob, 1, (job) => tryTrials(system, untilStop(job), worker));
  await queue.work(scoreDatasetJob, 1, (job) => scoreData(system, untilStop(job)));
  await queue.work(advanceRetrainingJob, 1, (job) => advanceRetraining(system, untilStop(job)));
  await queue.work(lookForRetrainingJob, 1, () => lookForRetraining(system));
  await queue.work(compactPredictionsJob, 1, () => compactPredictions(system));
  await queue.work(keepLogJob, 1, (job) => keepLog(system, untilStop(job)));
  await queue.work(indexNotebooksJob, 1, (job) => indexNotebooks(system, untilStop(job)));
  await queue.work(keepHistoryJob, 1, (job) => keepHistory(system, untilStop(job)));
  await queue.work(eraseSubjectJob, 1, (job) => eraseSubject(system, job));
  await queue.work(dumpDatabaseJob, 1, () => dumpDatabase(system));
  await queue.work(collectBlobsJob, 1, (job) => collectBlobs(system, untilStop(job)));
  await queue.work(endSilentRunsJob, 1, () => endRuns(system));
  await queue.work(watchDeploymentsJob, 1, () => watchDeployments(system));
  const stops = [await startTellingOfWorker(system, worker), ...(looks ? lookRegularly(system) : [])];
  return async () => {
    stopping.abort();
    for (const stop of stops) await stop();
    await closeBrowser(system);
  };
}

function lookRegularly(system: System): (() => unknown)[] {
  return [
    startTicking(system),
    // What a killed process left of the prediction log, and what storage did not take when it was away.
    sendRegularly(system, compactPredictionsJob, 600),
    sendRegularly(system, keepLogJob, 3600),
    sendRegularly(system, keepHistoryJob, 3600),
    sendRegularly(system, indexNotebooksJob, 3600),
    sendRegularly(system, dumpDatabaseJob, 600),
    sendRegularly(system, collectBlobsJob, 6 * 3600),
    sendRegularly(system, findPersonalJob, 3600),
    sendRegularly(system, endSilentRunsJob, 120),
    sendRegularly(system, tendAlertsJob, 30),
    sendRegularly(system, lookForRetrainingJob, 5),
    sendRegularly(system, watchDeploymentsJob, 15),
  ];
}
