import { actingAs, type System } from '../context';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import { purgeRuns } from '../services/experiments';
import { clearLeftScorings } from '../services/scorings';
import { clearLeftSearches } from '../services/searches';
import { collectBlobs as collect } from '../services/storage';

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
  const purged = await untilFewer(atOnce.runs, signal, async (limit) => {
    return (await purgeRuns(context, { before, limit })).purged;
  });
  if (purged) system.log.info('Purged runs that were deleted long ago', { runs: purged });
  await clearLeftSearches(context, {});
  await clearLeftScorings(context);
  const deleted = await untilFewer(atOnce.files, signal, async (limit) => {
    return (await collect(context, { limit })).deleted;
  });
  if (deleted) system.log.info('Deleted files that nothing refers to', { files: deleted });
}

/** Piece by piece, each in a transaction of its own, until a piece was not full. Gives how many there were in all. */
async function untilFewer(
  limit: number,
  signal: AbortSignal,
  take: (limit: number) => Promise<number>,
): Promise<number> {
  for (let all = 0; ; ) {
    signal.throwIfAborted();
    const taken = await take(limit);
    all += taken;
    if (taken < limit) return all;
  }
}
