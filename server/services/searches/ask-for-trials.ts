import { and, count, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { frameRequests } from '@/cells/bridge/messages';
import { mostTrialsElsewhere } from '@/cells/bridge/trials';
import { command } from '../../command';
import { searchTrials } from '../../db/schema';
import { AppError } from '../../errors';
import { requireGrant } from '../notebooks';
import { callWorker } from './call-worker';
import { requireSearch } from './require-search';

/** Has places tried, each once however often it is asked for, and takes trials back: whoever trains one learns it at the next report. */
export const askForTrials = command({
  action: 'search.run',
  isLog: true,
  input: frameRequests['search.ask'].input.extend({ notebookId: z.string() }),
  async run(context, { notebookId, searchId, trials, forget }) {
    await requireSearch(context, { notebookId, searchId });
    await requireGrant(context, notebookId, 'workers', 'workers');
    if (forget.length > 0)
      await context.db
        .delete(searchTrials)
        .where(and(eq(searchTrials.searchId, searchId), inArray(searchTrials.number, forget)));
    if (trials.length === 0) return {};
    await context.db
      .insert(searchTrials)
      .values(
        trials.map(({ number, point }) => ({
          ...{ searchId, number, point, state: 'queued' as const, fence: 0, losses: 0, steps: [] },
        })),
      )
      .onConflictDoNothing();
    const [all] = await context.db
      .select({ trials: count() })
      .from(searchTrials)
      .where(eq(searchTrials.searchId, searchId));
    if ((all?.trials ?? 0) > mostTrialsElsewhere)
      throw new AppError(
        'too_many_requests',
        `More than ${mostTrialsElsewhere} trials of one search at a time.`,
      );
    await callWorker(context, searchId);
    return {};
  },
});
