import { and, asc, eq, lt } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { searches, searchTrials } from '../../db/schema';
import { giveBack } from './release-trials';
import { isLeft } from './require-search';

/**
 * Leases the next trial of a search to a worker. One whose worker was not heard of until its lease ran out goes to another, once.
 * `isOpen` says whether it is worth waiting for more: a search that has ended, or that its tab has left, has none.
 */
export const claimTrial = command({
  action: 'search.try',
  isLog: true,
  input: z.object({ searchId: z.string(), workerId: z.string(), workerName: z.string() }),
  async run(context, { searchId, workerId, workerName }) {
    const now = context.now();
    const search = await context.db.query.searches.findFirst({
      where: eq(searches.id, searchId),
      columns: { heardAt: true },
    });
    if (isLeft(context, search)) return { isOpen: false, trial: null };
    const lost = await context.db
      .select()
      .from(searchTrials)
      .where(
        and(
          eq(searchTrials.searchId, searchId),
          eq(searchTrials.state, 'running'),
          lt(searchTrials.leaseUntil, now),
        ),
      )
      .for('update', { skipLocked: true });
    for (const trial of lost) await giveBack(context, trial, { isLost: true });
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
    return { isOpen: true, trial: { number, fence, point } };
  },
});
