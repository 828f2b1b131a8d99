import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { searchTrials } from '../../db/schema';

/** A trial over which so many workers ended is not given to another. */
const mostLosses = 2;

/** A worker gives back what it holds of a search. `isLost`: it ended over it, which happens to a trial twice at most. */
export const releaseTrials = command({
  action: 'search.try',
  isLog: true,
  input: z.object({ searchId: z.string(), workerId: z.string(), isLost: z.boolean() }),
  async run(context, { searchId, workerId, isLost }) {
    const held = await context.db
      .select()
      .from(searchTrials)
      .where(
        and(
          eq(searchTrials.searchId, searchId),
          eq(searchTrials.workerId, workerId),
          eq(searchTrials.state, 'running'),
        ),
      )
      .for('update');
    for (const trial of held) await giveBack(context, trial, { isLost });
    return { released: held.length };
  },
});

export async function giveBack(
  { db }: Pick<CommandContext, 'db'>,
  { searchId, number, losses: before, workerName }: typeof searchTrials.$inferSelect,
  { isLost }: { isLost: boolean },
): Promise<void> {
  const losses = before + (isLost ? 1 : 0);
  const problem = `${mostLosses} workers ended while they trained it, the last was ${workerName}. It may need more memory than they have.`;
  await db
    .update(searchTrials)
    .set(
      losses >= mostLosses
        ? { state: 'ended', losses, leaseUntil: null, end: { problem } }
        : { state: 'queued', losses, leaseUntil: null, workerId: null, workerName: null },
    )
    .where(and(eq(searchTrials.searchId, searchId), eq(searchTrials.number, number)));
}
