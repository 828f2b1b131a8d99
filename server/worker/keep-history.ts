import { actingAs, type System } from '../context';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import {
  keepHistoryJob,
  removeDeletedNotebooks,
  removeExecutions,
  removeMails,
  removeReportFiles,
  removeRevisions,
} from '../services/retention';
import { untilFewer } from './until-fewer';

export { keepHistoryJob };

/** Pieces of each kind in a turn, each in a transaction of its own: what is left goes in the next. */
const mostPieces = 50;

/** Runs, mails, kept reports and autosaves beyond what is kept go; their files with the next collection. Done twice it comes to the same. */
export async function keepHistory(
  system: System,
  { signal }: Pick<Job<Record<string, never>>, 'signal'>,
  atOnce: { executions: number; mails: number; files: number; revisions?: number } = {
    executions: 100,
    mails: 500,
    files: 200,
  },
): Promise<void> {
  const context = actingAs(system, await actorOf(system, workerId));
  const removeAll = (limit: number, remove: typeof removeRevisions) =>
    untilFewer({ limit, signal, mostPieces }, async () => (await remove(context, { limit })).removed);
  const runs = await removeAll(atOnce.executions, removeExecutions);
  const mails = await removeAll(atOnce.mails, removeMails);
  const reports = await removeAll(atOnce.files, removeReportFiles);
  const revisions = await removeAll(atOnce.revisions ?? 500, removeRevisions);
  const notebooks = await removeAll(20, removeDeletedNotebooks);
  if (runs + mails + reports + revisions + notebooks > 0)
    system.log.info('Removed what is not kept any longer', { runs, mails, reports, revisions, notebooks });
}
