import { actingAs, type System } from '../context';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import { type ErasureJob, eraseFromLog, eraseSubjectJob } from '../services/monitoring';
import { servingOf } from '../serving';

export { eraseSubjectJob };

/** Other processes close their segments within five minutes. */
const againMs = 60_000;

/** Takes a subject out of the log; comes back while a segment that may hold it is still being written. */
export async function eraseSubject(system: System, { data }: Pick<Job<ErasureJob>, 'data'>): Promise<void> {
  const context = actingAs(system, await actorOf(system, workerId));
  await servingOf(system).log.roll();
  const { isDone } = await eraseFromLog(context, data.erasureId);
  if (!isDone)
    await system.queue.send(eraseSubjectJob, data, {
      startAfter: new Date(system.now().getTime() + againMs),
      singletonKey: data.erasureId,
    });
}
