import { and, eq, lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { runs } from '../../db/schema';

/** A page with a training says so every two minutes: one that misses this many milliseconds is gone. */
const silence = 10 * 60_000;

/**
 * Ends the runs of notebooks that have not told of themselves for ten minutes: their browser died, and nobody opened the notebook in it
 * again. An end that arrives later still counts.
 */
export const endSilentRuns = command({
  action: 'run.log',
  isLog: true,
  input: z.object({}),
  async run(context) {
    const ended = await context.db
      .update(runs)
      .set({ status: 'KILLED', endedAt: sql`${runs.heardAt}` })
      .where(and(eq(runs.status, 'RUNNING'), lt(runs.heardAt, new Date(context.now().getTime() - silence))))
      .returning({ id: runs.id });
    if (ended.length > 0) context.audit('runs', { ids: ended.map(({ id }) => id), silent: true });
    return { ended: ended.length };
  },
});
