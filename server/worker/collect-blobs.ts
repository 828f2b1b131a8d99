import { actingAs, type System } from '../context';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import { purgeRuns } from '../services/experiments';
import { clearLeftScorings } from '../services/scorings';
import { clearLeftSearches } from '../services/searches';
import { collectBlobs as collect } from '../services/storage';
import { untilFewer } from './until-fewer';

/** Deleted runs can be restored for this long. */
const keptDays = 30;

/** Runs that were deleted long ago go with their artifacts, searches that were left with their tables, then the files that nothing refers to any more. */
export async function collectBlobs(
  system: System,
  { signal }: Pick<Job<Record<string, never>>, 'signal'>,
  atOnce = { runs: 1000, files: 500 },
): Promise<void> {
  const context = actingAs(system, await actorOf(system, workerId));
  const before = system.now().getTime() - keptDays * 86_400_000;
  const purged = await untilFewer({ limit: atOnce.runs, signal }, async (limit) => {
    return (await purgeRuns(context, { before, limit })).purged;
  });
  if (purged) system.log.info('Purged runs that were deleted long ago', { runs: purged });
  await clearLeftSearches(context, {});
  await clearLeftScorings(context);
  const deleted = await untilFewer({ limit: atOnce.files, signal }, async (limit) => {
    return (await collect(context, { limit })).deleted;
  });
  if (deleted) system.log.info('Deleted files that nothing refers to', { files: deleted });
}
