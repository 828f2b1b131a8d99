import { and, eq } from 'drizzle-orm';
import type { CommandContext } from '../../context';
import { searchTrials } from '../../db/schema';
import { tryTrialsJob } from './try-trials-job';

/**
 * Has one more worker come when a trial waits. Cheap to call again: one call of a search waits at most, so whoever takes a trial
 * and leaves another waiting calls the next worker, and the tab calls while it follows, whatever became of the calls before.
 */
export async function callWorker(
  { db, queue }: Pick<CommandContext, 'db' | 'queue'>,
  searchId: string,
): Promise<void> {
  const [waiting] = await db
    .select({ number: searchTrials.number })
    .from(searchTrials)
    .where(and(eq(searchTrials.searchId, searchId), eq(searchTrials.state, 'queued')))
    .limit(1);
  if (waiting) await queue.send(tryTrialsJob, { searchId }, { singletonKey: searchId });
}
