import { asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { frameRequests } from '@/cells/bridge/messages';
import type { JsonNumber } from '@/cells/tracking/metric-point';
import { command } from '../../command';
import type { Context } from '../../context';
import { searches, searchTrials } from '../../db/schema';
import { requireGrant } from '../notebooks';
import { callWorker } from './call-worker';
import { giveBackLapsed } from './release-trials';
import { requireSearch } from './require-search';
import { listLive } from './workers';

/** How long one waits for news, and how often one looks, in milliseconds. */
const waitMs = 1000;
const lookMs = 200;
/** That the tab was there is written down so often at most, in milliseconds. */
const noteMs = 5000;

const input = frameRequests['search.follow'].input.extend({ notebookId: z.string() });
type Heard = z.output<typeof input>['heard'];

/** That the tab is there keeps the search going: what its workers have lost waits again, and a worker is called for what waits. */
const hear = command({
  action: 'search.run',
  isLog: true,
  input,
  async run(context, which) {
    const { id, heardAt } = await requireSearch(context, which);
    await requireGrant(context, which.notebookId, 'workers', 'workers');
    if (context.now().getTime() - heardAt.getTime() >= noteMs)
      await context.db.update(searches).set({ heardAt: context.now() }).where(eq(searches.id, id));
    await giveBackLapsed(context, id);
    await callWorker(context, id);
  },
});

/** What is new of a search: answered when there is something, else after a second. */
export const followSearch = Object.assign(
  async (context: Context, which: z.input<typeof input>) => {
    await hear(context, which);
    const until = Date.now() + waitMs;
    for (;;) {
      const news = await readNews(context, which);
      if (Date.now() >= until || news.trials.some(({ end, steps }) => end !== null || steps.length > 0))
        return news;
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
  },
  { action: 'search.run' as const, input },
);

async function readNews(context: Context, which: { notebookId: string; searchId: string; heard: Heard }) {
  const { refusals } = await requireSearch(context, which);
  const live = await listLive(context);
  const rows = await context.db
    .select()
    .from(searchTrials)
    .where(eq(searchTrials.searchId, which.searchId))
    .orderBy(asc(searchTrials.number));
  const last = new Map(which.heard.map(({ number, step }) => [number, step]));
  return {
    workers: live.filter((id) => !(id in refusals)).length,
    refusals: Object.values(refusals),
    trials: rows.map(({ number, state, workerName, steps, folds, end }) => ({
      ...{ number, state, worker: workerName, end: end satisfies TrialEnd | null },
      steps: steps.filter(({ step }) => step > (last.get(number) ?? -1)),
      folds: folds ?? undefined,
    })),
  };
}

/** As JSON has it: figures that it has no word for are texts. */
type TrialEnd =
  | { value: JsonNumber; steps: number; folds?: { value: JsonNumber; steps: number }[]; durationMs: number }
  | { problem: string };
