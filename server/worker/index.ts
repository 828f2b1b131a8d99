import type { System } from '../context';
import type { OpenFrameServer } from '../frames';
import { closeBrowser, provideFrames } from './browser';
import { executeNotebook, executionJob } from './execute-notebook';
import { mailJob, sendMail } from './send-mail';
import { startTicking } from './tick-schedules';

/**
 * Jobs: what this server does by itself. One file per job; each may run twice (delivery is at least once) and must come to the
 * same. Imports services, never a door (api, http).
 */
export async function startWorker(system: System, openFrames: OpenFrameServer): Promise<() => Promise<void>> {
  const { queue } = system;
  provideFrames(system, openFrames);
  // A frame takes a core and some 300 MB: one at a time.
  await queue.work(executionJob, 1, (job) => executeNotebook(system, job));
  await queue.work(mailJob, 2, (job) => sendMail(system, job));
  const stopTicking = startTicking(system);
  return async () => {
    await stopTicking();
    await closeBrowser(system);
  };
}
