import { actingAs, type System } from '../context';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import { keepLog as keep, keepLogJob } from '../services/monitoring';

export { keepLogJob };

/** Days of the prediction log become one file each, and those beyond what a model keeps go. */
export async function keepLog(system: System, { signal }: Pick<Job<unknown>, 'signal'>): Promise<void> {
  const context = actingAs(system, await actorOf(system, workerId));
  const { merged, removed, sketched } = await keep(context, { signal });
  if (merged + removed + sketched > 0)
    system.log.info('Prediction log kept in order', {
      ...{ mergedDays: merged, removedDays: removed, sketchedDays: sketched },
    });
}
