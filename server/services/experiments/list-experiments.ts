import { and, count, desc, eq, isNotNull, isNull, max, sql } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import { experiments, notebooks, runs } from '../../db/schema';
import { experimentId, noExperiment } from './edit-experiments';

const fields = {
  id: experiments.id,
  name: experiments.name,
  notebookId: experiments.notebookId,
  notebookTitle: notebooks.title,
  tags: experiments.tags,
  createdAt: experiments.createdAt,
  updatedAt: experiments.updatedAt,
  deletedAt: experiments.deletedAt,
};

/** Every experiment with the number of its runs, the one with the newest run first. */
export const listExperiments = query({
  action: 'experiment.read',
  input: z.object({
    view: z.enum(['active', 'deleted', 'all']).default('active'),
    limit: z.number().int().min(1).max(50_000).default(1000),
  }),
  run({ db }, { view, limit }) {
    const counted = db
      .select({
        experimentId: runs.experimentId,
        runs: count().as('run_count'),
        lastRunAt: max(runs.startedAt).mapWith(runs.startedAt).as('last_run_at'),
      })
      .from(runs)
      .where(isNull(runs.deletedAt))
      .groupBy(runs.experimentId)
      .as('counted');
    return db
      .select({
        ...fields,
        runs: sql<number>`coalesce(${counted.runs}, 0)`.mapWith(Number),
        lastRunAt: counted.lastRunAt,
      })
      .from(experiments)
      .leftJoin(counted, eq(counted.experimentId, experiments.id))
      .leftJoin(notebooks, eq(notebooks.id, experiments.notebookId))
      .where(
        view === 'all'
          ? undefined
          : view === 'active'
            ? isNull(experiments.deletedAt)
            : isNotNull(experiments.deletedAt),
      )
      .orderBy(sql`${counted.lastRunAt} desc nulls last`, desc(experiments.createdAt), desc(experiments.id))
      .limit(limit);
  },
});

/** One experiment by its id, name or notebook, a deleted one too. Throws AppError not_found. */
export const readExperiment = query({
  action: 'experiment.read',
  input: z.union([
    z.object({ id: experimentId }),
    z.object({ name: z.string().max(500) }),
    z.object({ notebookId: z.string().max(100) }),
  ]),
  async run({ db }, input) {
    const [column, value] =
      'id' in input
        ? [experiments.id, input.id]
        : 'name' in input
          ? [experiments.name, input.name]
          : [experiments.notebookId, input.notebookId];
    const [row] = await db
      .select(fields)
      .from(experiments)
      .leftJoin(notebooks, eq(notebooks.id, experiments.notebookId))
      .where(and(eq(column, value)));
    if (!row) throw noExperiment(value);
    return row;
  },
});
