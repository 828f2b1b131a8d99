import { and, count, eq, lt, or } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import { searches, searchTrials } from '../../db/schema';
import { isWanted } from './require-search';

/** What a worker must know to try trials; null when the search has ended. */
export const readSharedSearch = query({
  action: 'search.read',
  input: z.object({ searchId: z.string() }),
  async run({ db }, { searchId }) {
    const search = await db.query.searches.findFirst({ where: eq(searches.id, searchId) });
    if (!search) return null;
    const { notebookId, tableHash, options, identity, refusals } = search;
    return { notebookId, tableHash, options, identity, refusedBy: Object.keys(refusals) };
  },
});

/** Whether a search has a trial that nobody trains, and still wants it. */
export const isWaiting = query({
  action: 'search.read',
  input: z.object({ searchId: z.string() }),
  async run({ db, now }, { searchId }) {
    if (!(await isWanted({ db, now }, searchId))) return false;
    const left = and(eq(searchTrials.state, 'running'), lt(searchTrials.leaseUntil, now()));
    const [waiting] = await db
      .select({ trials: count() })
      .from(searchTrials)
      .where(and(eq(searchTrials.searchId, searchId), or(eq(searchTrials.state, 'queued'), left)));
    return (waiting?.trials ?? 0) > 0;
  },
});
