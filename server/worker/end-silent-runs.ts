import { actingAs, type System } from '../context';
import { actorOf, workerId } from '../services/auth';
import { endSilentRuns } from '../services/experiments';

/** Trainings whose browser is gone do not count as running for ever. */
export async function endRuns(system: System): Promise<void> {
  await endSilentRuns(actingAs(system, await actorOf(system, workerId)), {});
}
