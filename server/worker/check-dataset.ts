import { actingAs, type System } from '../context';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import { checkDatasetJob, checkVersion, listUnchecked } from '../services/datasets';

export { checkDatasetJob };

/** Checks what waits of a data set. Delivered twice, the second finds nothing to do. */
export async function checkDataset(
  system: System,
  { data, signal }: Job<{ readonly datasetId: string }>,
): Promise<void> {
  const context = actingAs(system, await actorOf(system, workerId));
  for (const version of await listUnchecked(context, data.datasetId)) {
    signal.throwIfAborted();
    await checkVersion(context, { dataset: data.datasetId, version });
  }
}
