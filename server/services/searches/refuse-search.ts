import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { searches } from '../../db/schema';
import { callWorker } from './call-worker';

/** A worker that cannot help in a search says why; the tab counts on it no more, and another worker is called in its place. */
export const refuseSearch = command({
  action: 'search.try',
  input: z.object({
    searchId: z.string(),
    workerId: z.string(),
    workerName: z.string(),
    reason: z.string().max(2000),
  }),
  async run(context, { searchId, workerId, workerName, reason }) {
    context.audit(`search:${searchId}`, { refusedBy: workerName, reason });
    const refusal = JSON.stringify({ [workerId]: { worker: workerName, reason } });
    await context.db
      .update(searches)
      .set({ refusals: sql`${searches.refusals} || ${refusal}::jsonb` })
      .where(eq(searches.id, searchId));
    await callWorker(context, searchId);
  },
});
