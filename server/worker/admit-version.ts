import { actingAs, type System } from '../context';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import { admitVersion, admitVersionJob, type VersionJob } from '../services/registry';

export { admitVersionJob };

/** Makes a promoted version ready when its page went away before it could. */
export async function admitNewVersion(system: System, { data }: Job<VersionJob>): Promise<void> {
  await admitVersion(actingAs(system, await actorOf(system, workerId)), data);
}
