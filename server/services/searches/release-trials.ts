import { and, eq, lt } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { searchTrials } from '../../db/schema';
import { callWorker } from './call-worker';
import { listLive } from './workers';

/** A trial over which so many workers ended is not given to another. */
const mostLosses = 2;
/** Nor is one that workers began so often, and brought home never. */
const mostTurns = 10;

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
    await callWorker(context, searchId);
    return { released: held.length };
  },
});

/** What was not heard of until its lease ran out waits again: lost where its worker fell silent, too, else only its reports were. */
export async function giveBackLapsed(
  context: Pick<CommandContext, 'db' | 'config' | 'now'>,
  searchId: string,
): Promise<void> {
  const lapsed = await context.db
    .select()
    .from(searchTrials)
    .where(
      and(
        eq(searchTrials.searchId, searchId),
        eq(searchTrials.state, 'running'),
        lt(searchTrials.leaseUntil, context.now()),
      ),
    )
    .for('update', { skipLocked: true });
  if (lapsed.length === 0) return;
  // A lease lasts a heartbeat; who lives has told of itself twice in two thirds of one.
  const live = new Set(await listLive(context, 2 / 3));
  for (const trial of lapsed) await giveBack(context, trial, { isLost: !live.has(trial.workerId ?? '') });
}

async function giveBack(
  { db }: Pick<CommandContext, 'db'>,
  { searchId, number, fence, losses: before, workerName }: typeof searchTrials.$inferSelect,
  { isLost }: { isLost: boolean },
): Promise<void> {
  const losses = before + (isLost ? 1 : 0);
  const problem =
    losses >= mostLosses
      ? `${mostLosses} workers ended while they trained it, the last was ${workerName}. It may need more memory than they have.`
      : fence >= mostTurns
        ? `It was begun ${fence} times, last by ${workerName}, and never brought to its end.`
        : null;
  await db
    .update(searchTrials)
    .set(
      problem
        ? { state: 'ended', losses, leaseUntil: null, end: { problem } }
        : { state: 'queued', losses, leaseUntil: null, workerId: null, workerName: null },
    )
    .where(and(eq(searchTrials.searchId, searchId), eq(searchTrials.number, number)));
}
