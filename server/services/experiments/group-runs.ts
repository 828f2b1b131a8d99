import { inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { toJsonNumber } from '@/cells/tracking/metric-point';
import { parseOrder, runVocabulary } from '@/cells/tracking/run-filter';
import { query } from '../../command';
import { notebooks } from '../../db/schema';
import { inWords, rowsOf, selection, whereOf } from './list-runs';
import { textOf } from './run-conditions';

const mostGroups = 200;

/**
 * The chosen runs by what they have under `by` (`params.depth`, `tags.team`, `attributes.learner`, `attributes.notebook`): how many
 * there are, and of the last values of `metric` the mean, the lowest and the highest with their runs. NaN counts as missing;
 * `measured` says how many runs have a number. Largest groups first, at most 200; `total` says how many groups there are.
 */
export const groupRuns = query({
  action: 'run.read',
  input: selection.extend({ by: z.string().min(1).max(600), metric: z.string().max(250).optional() }),
  async run({ db }, { by, metric = '', ...input }) {
    const key = inWords(() => parseOrder(by, runVocabulary));
    const found = await db.execute(sql`
      with g as materialized (
        select ${textOf(key)} as value, r.id, nullif(m.value, 'NaN') as metric
        from runs r left join run_metrics m on m.run_id = r.id and m.key = ${metric}
        where ${whereOf(input)}
      )
      select value, count(*)::int as runs, count(metric)::int as measured, avg(metric) as mean, min(metric) as low, max(metric) as high,
        (array_agg(id order by metric, id) filter (where metric is not null))[1] as "lowId",
        (array_agg(id order by metric desc, id) filter (where metric is not null))[1] as "highId",
        count(*) over ()::int as total
      from g group by value order by runs desc, value limit ${mostGroups}`);
    const rows = rowsOf<Row>(found);
    const titles = new Map<string, string>();
    if (key.entity === 'attribute' && key.key === 'notebook')
      for (const { id, title } of await db
        .select({ id: notebooks.id, title: notebooks.title })
        .from(notebooks)
        .where(
          inArray(
            notebooks.id,
            rows.flatMap(({ value }) => value ?? []),
          ),
        ))
        titles.set(id, title);
    return {
      total: rows[0]?.total ?? 0,
      groups: rows.map(({ value, runs, measured, mean, low, high, lowId, highId }) => ({
        /** Null for runs that have nothing there. */
        value: value === null ? null : String(value),
        /** What people call it: of a notebook its title. */
        label: value === null ? null : (titles.get(String(value)) ?? String(value)),
        runs,
        measured,
        mean: mean === null ? null : toJsonNumber(mean),
        lowest: low === null || lowId === null ? null : { value: toJsonNumber(low), runId: lowId },
        highest: high === null || highId === null ? null : { value: toJsonNumber(high), runId: highId },
      })),
    };
  },
});

interface Row {
  readonly value: string | null;
  readonly runs: number;
  readonly measured: number;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly lowId: string | null;
  readonly highId: string | null;
  readonly total: number;
}
