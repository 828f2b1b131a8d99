import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { FilterError, parseFilter, parseOrder, runVocabulary } from '@/cells/tracking/run-filter';
import { query } from '../../command';
import type { Context } from '../../context';
import { AppError } from '../../errors';
import { readRunRows } from './read-runs';
import { conditionOf, orderOf } from './run-conditions';

/** `active`: neither archived nor deleted. `kept`: not deleted, which MLflow calls active. */
export const runView = z.enum(['active', 'archived', 'kept', 'deleted', 'all']);

const selection = z.object({
  experimentIds: z.array(z.string().max(64)).max(1000).optional(),
  notebookId: z.string().max(100).optional(),
  parentId: z.string().max(256).optional(),
  starred: z.boolean().optional(),
  view: runView.default('active'),
  /** MLflow's filter language, e.g. `metrics.rmse < 50 and params.depth = '6'`. */
  filter: z.string().max(10_000).default(''),
});

/**
 * A page of runs, chosen, sorted and cut on the server. `orderBy` as in MLflow (`metrics.rmse DESC`), then newest first; `cursor` is
 * `next` of the page before. `columns` names what of metrics and parameters comes along; all when left out.
 */
export const listRuns = query({
  action: 'run.read',
  input: selection.extend({
    orderBy: z.array(z.string().max(600)).max(10).default([]),
    columns: z
      .object({
        metrics: z.array(z.string().max(250)).max(500),
        params: z.array(z.string().max(250)).max(500),
      })
      .partial()
      .default({}),
    limit: z.number().int().min(1).max(50_000).default(100),
    cursor: z.string().max(200).optional(),
    /** Runs to pass over, for pages that can be jumped to; `cursor` goes before it. */
    from: z.number().int().nonnegative().default(0),
  }),
  async run(context, { columns, limit, cursor, from, ...input }) {
    const offset = cursor === undefined ? from : readCursor(cursor);
    const ids = await findRunIds(context, { ...input, limit: limit + 1, offset });
    const total = await countRuns(context, input);
    const rows = await readRunRows(context, ids.slice(0, limit), columns);
    return { runs: rows, total, next: ids.length > limit ? writeCursor(offset + limit) : null };
  },
});

type Selection = z.output<typeof selection>;

/** Ids in order. Throws AppError bad_request for a filter or order that says nothing. */
export async function findRunIds(
  { db }: Pick<Context, 'db'>,
  input: Selection & { orderBy: readonly string[]; limit: number; offset: number },
): Promise<string[]> {
  const { joins, terms } = orderOf(
    inWords(() => input.orderBy.map((order) => parseOrder(order, runVocabulary))),
  );
  const found = await db.execute(
    sql`select r.id from runs r ${joins} where ${whereOf(input)} order by ${terms} limit ${input.limit} offset ${input.offset}`,
  );
  return rowsOf<{ id: string }>(found).map(({ id }) => id);
}

export async function countRuns({ db }: Pick<Context, 'db'>, input: Selection): Promise<number> {
  const found = await db.execute(sql`select count(*)::int as total from runs r where ${whereOf(input)}`);
  return rowsOf<{ total: number }>(found)[0]?.total ?? 0;
}

function whereOf({ experimentIds, notebookId, parentId, starred, view, filter }: Selection): SQL {
  const conditions: SQL[] = inWords(() => parseFilter(filter, runVocabulary)).map(conditionOf);
  if (experimentIds)
    conditions.push(
      experimentIds.length === 0
        ? sql`false`
        : sql`r.experiment_id in (${sql.join(
            experimentIds.map((id) => sql`${id}`),
            sql`, `,
          )})`,
    );
  if (notebookId !== undefined) conditions.push(sql`r.notebook_id = ${notebookId}`);
  if (parentId !== undefined) conditions.push(sql`r.parent_id = ${parentId}`);
  if (starred !== undefined) conditions.push(sql`r.starred = ${starred}`);
  if (view === 'deleted') conditions.push(sql`r.deleted_at is not null`);
  else if (view !== 'all') conditions.push(sql`r.deleted_at is null`);
  if (view === 'active') conditions.push(sql`r.archived_at is null`);
  if (view === 'archived') conditions.push(sql`r.archived_at is not null`);
  return conditions.length ? sql.join(conditions, sql` and `) : sql`true`;
}

/** Names of the metrics, parameters and tags that the chosen runs have, sorted: the columns there could be. */
export const listColumns = query({
  action: 'run.read',
  input: selection,
  async run({ db }, input) {
    const where = whereOf(input);
    const keys = async (text: SQL) => rowsOf<{ key: string }>(await db.execute(text)).map(({ key }) => key);
    const ofMap = (column: 'params' | 'tags') =>
      keys(
        sql`select distinct k.key from runs r, jsonb_object_keys(r.${sql.raw(column)}) as k(key) where ${where} order by 1 limit 2000`,
      );
    return {
      metrics: await keys(
        sql`select distinct m.key from run_metrics m join runs r on r.id = m.run_id where ${where} order by 1 limit 2000`,
      ),
      params: await ofMap('params'),
      tags: await ofMap('tags'),
    };
  },
});

function inWords<T>(parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    if (cause instanceof FilterError) throw new AppError('bad_request', `${cause.message}.`, { cause });
    throw cause;
  }
}

/** Both engines answer `{ rows }`; the type of the shared database leaves it open. */
export const rowsOf = <T>(result: unknown): T[] => (result as { rows: T[] }).rows;

const writeCursor = (offset: number) => Buffer.from(JSON.stringify({ offset })).toString('base64url');

export function readCursor(cursor: string): number {
  try {
    return z
      .object({ offset: z.number().int().nonnegative() })
      .parse(JSON.parse(Buffer.from(cursor, 'base64url').toString())).offset;
  } catch (cause) {
    throw new AppError('bad_request', 'This is no page token of this list. Begin again without one.', {
      cause,
    });
  }
}
