import type { FrameEnd } from '@/cells/bridge/port';
import type { TrialExchange } from '@/cells/ml/tuning/search-elsewhere';

/** The way to the workers of the workspace: through the page, which answers for this notebook's searches alone. */
export const createTrialExchange = ({ request }: Pick<FrameEnd, 'request'>): TrialExchange => ({
  countWorkers: async () => (await request('search.workers', {})).workers,
  async open({ table, options, identity }) {
    const opened = await request('search.open', { table, options: { ...options }, identity });
    return opened?.searchId ?? null;
  },
  async ask(searchId, { trials, forget }) {
    const asked = trials.map(({ number, point }) => ({
      number,
      point: { ...point, values: { ...point.values } },
    }));
    await request('search.ask', { searchId, trials: asked, forget: [...forget] });
  },
  follow: (searchId, heard) => request('search.follow', { searchId, heard: [...heard] }),
  async close(searchId) {
    await request('search.close', { searchId });
  },
});
