import { and, eq, or } from 'drizzle-orm';
import { z } from 'zod';
import { runTableRequest, type TableRun } from '@/cells/tracking/run-table';
import { query } from '../../command';
import type { Context } from '../../context';
import { experiments, notebooks } from '../../db/schema';
import { AppError } from '../../errors';
import { requireGrant } from '../notebooks';
import { countRuns, findRunIds } from './list-runs';
import { readRunRows } from './read-runs';

/** Characters of one answer at most: it crosses a connection and a port, and becomes a table of the tab. */
const largest = 16_000_000;
const runsAtOnce = 1000;

/**
 * Runs at hand as a notebook may read them: of its own experiment, or of one that it was granted under this name. Throws AppError
 * forbidden for any other, bad_request for a filter that says nothing and for more than 16 MB.
 */
export const listGrantedRuns = query({
  action: 'run.read',
  input: runTableRequest.extend({ notebookId: z.string().max(100) }),
  async run(context, { notebookId, experiment, filter, orderBy, limit }) {
    const experimentId =
      (await ownExperiment(context, notebookId, experiment)) ??
      (experiment === undefined
        ? undefined // it has trained nothing yet
        : (await requireGrant(context, notebookId, 'runs', experiment)).subjectId);
    const chosen = {
      experimentIds: experimentId === undefined ? [] : [experimentId],
      filter,
      view: 'active' as const,
    };
    const ids = await findRunIds(context, { ...chosen, orderBy: orderBy ? [orderBy] : [], limit, offset: 0 });
    const total = await countRuns(context, chosen);
    const runs: TableRun[] = [];
    let size = 0;
    for (let from = 0; from < ids.length; from += runsAtOnce)
      for (const row of await readRunRows(context, ids.slice(from, from + runsAtOnce))) {
        const run = toTableRun(row);
        size += JSON.stringify(run).length;
        if (size > largest)
          throw new AppError(
            'bad_request',
            `These runs are a table of more than 16 MB after ${runs.length} of ${ids.length} runs. Ask for fewer by limit or filter.`,
          );
        runs.push(run);
      }
    return { runs, total };
  },
});

const toTableRun = (row: Awaited<ReturnType<typeof readRunRows>>[number]): TableRun => ({
  id: row.id,
  name: row.name,
  kind: row.kind,
  status: row.status,
  learner: row.learner,
  parentId: row.parentId,
  starred: row.starred,
  note: row.note,
  startedAt: row.startedAt.getTime(),
  endedAt: row.endedAt?.getTime() ?? null,
  params: row.params,
  metrics: Object.fromEntries(Object.entries(row.metrics).map(([key, { value }]) => [key, value])),
});

/** The notebook's own, when no name is given, or the name is its own or the notebook's. */
async function ownExperiment(
  { db }: Pick<Context, 'db'>,
  notebookId: string,
  name: string | undefined,
): Promise<string | undefined> {
  const [own] = await db
    .select({ id: experiments.id })
    .from(experiments)
    .innerJoin(notebooks, eq(notebooks.id, experiments.notebookId))
    .where(
      and(
        eq(experiments.notebookId, notebookId),
        name === undefined ? undefined : or(eq(experiments.name, name), eq(notebooks.title, name)),
      ),
    );
  return own?.id;
}
