import { actingAs, type System } from '../context';
import { actorOf, workerId } from '../services/auth';
import { collectBlobs as collect } from '../services/storage';

export async function collectBlobs(system: System): Promise<void> {
  const { deleted } = await collect(actingAs(system, await actorOf(system, workerId)), {});
  if (deleted) system.log.info('Deleted files that nothing refers to', { files: deleted });
}
