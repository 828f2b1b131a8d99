import { actingAs, type System } from '../context';
import { actorOf, workerId } from '../services/auth';
import { purgeRuns } from '../services/experiments';
import { clearLeftSearches } from '../services/searches';
import { collectBlobs as collect } from '../services/storage';

/** Deleted runs can be restored for this long. */
const keptDays = 30;

/** Runs that were deleted long ago go with their artifacts, searches that were left with their tables, then the files that nothing refers to any more. */
export async function collectBlobs(system: System): Promise<void> {
  const context = actingAs(system, await actorOf(system, workerId));
  const { purged } = await purgeRuns(context, { before: system.now().getTime() - keptDays * 86_400_000 });
  if (purged) system.log.info('Purged runs that were deleted long ago', { runs: purged });
  await clearLeftSearches(context, {});
  const { deleted } = await collect(context, {});
  if (deleted) system.log.info('Deleted files that nothing refers to', { files: deleted });
}
