import { actingAs, type System } from '../context';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import { indexLeftNotebooks, indexNotebooksJob } from '../services/notebooks';
import { untilFewer } from './until-fewer';

export { indexNotebooksJob };

/** Notebooks of a piece, each piece in a transaction of its own. */
const atOnce = 20;

/** What an older release left out of search is written down, until there is no more of it. Done twice it comes to the same. */
export async function indexNotebooks(
  system: System,
  { signal }: Pick<Job<Record<string, never>>, 'signal'>,
): Promise<void> {
  const context = actingAs(system, await actorOf(system, workerId));
  const indexed = await untilFewer(
    { limit: atOnce, signal },
    async (limit) => (await indexLeftNotebooks(context, { limit })).indexed,
  );
  if (indexed > 0) system.log.info('Notebooks are found by their text', { notebooks: indexed });
}
