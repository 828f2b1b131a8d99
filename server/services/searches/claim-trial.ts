import { and, asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { searchTrials } from '../../db/schema';
import { callWorker } from './call-worker';
import { giveBackLapsed } from './release-trials';
import { isWanted } from './require-search';

/**
 * Leases the next trial of a search to a worker, and calls another worker for those that still wait. `isOpen` says whether it is worth
 * waiting for more: a search that has ended, that its tab has left, or whose notebook may not any more, has none.
 */
export const claimTrial = command({
  action: 'search.try',
  isLog: true,
  input: z.object({ searchId: z.string(), workerId: z.string(), workerName: z.string() }),
  async run(context, { searchId, workerId, workerName }) {
    const now = context.now();
    if (!(await isWanted(context, searchId))) return { isOpen: false, trial: null };
    await giveBackLapsed(context, searchId);
    const [next] = await context.db
      .select()
      .from(searchTrials)
      .where(and(eq(searchTrials.searchId, searchId), eq(searchTrials.state, 'queued')))
      .orderBy(asc(searchTrials.number))
      .limit(1)
      .for('update', { skipLocked: true });
    if (!next) return { isOpen: true, trial: null };
    const { number, point } = next;
    const fence = next.fence + 1;
    const leaseUntil = new Date(now.getTime() + context.config.heartbeatSeconds * 1000);
    await context.db
      .update(searchTrials)
      .set({ state: 'running', fence, workerId, workerName, leaseUntil, steps: [], folds: null })
      .where(and(eq(searchTrials.searchId, searchId), eq(searchTrials.number, number)));
    await callWorker(context, searchId);
    return { isOpen: true, trial: { number, fence, point } };
  },
});
