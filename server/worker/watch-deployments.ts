import { actingAs, type System } from '../context';
import { AppError } from '../errors';
import { actorOf, workerId } from '../services/auth';
import { forgetTraffic, listWatched, watchDeployment } from '../services/deployments';

/** Moves every canary that time or figures ask to move. */
export async function watchDeployments(system: System): Promise<void> {
  const context = actingAs(system, await actorOf(system, workerId));
  for (const name of await listWatched(context)) {
    try {
      await watchDeployment(context, { name });
    } catch (error) {
      // Somebody changed it at the same moment: the next look sees what stands.
      if (error instanceof AppError && error.code === 'conflict') continue;
      system.log.error(`The canary of ${name} could not be looked after`, { error: String(error) });
    }
  }
  await forgetTraffic(context, {});
}
