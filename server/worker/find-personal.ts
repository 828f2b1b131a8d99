import { actingAs, type System } from '../context';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import { findPersonalJob, lookForPersonal } from '../services/datasets';

export { findPersonalJob };

/** Personal columns of versions that came before they were looked for. Delivered twice, the second finds nothing to do. */
export async function findPersonal(
  system: System,
  { signal }: Pick<Job<Record<string, never>>, 'signal'>,
): Promise<void> {
  const context = actingAs(system, await actorOf(system, workerId));
  const versions = await lookForPersonal(context, { signal });
  if (versions > 0) system.log.info('Looked for personal data in versions of data sets', { versions });
}
