import { and, count, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { FilterError, parseFilter, parseOrder, runVocabulary } from '@/cells/tracking/run-filter';
import { query } from '../../command';
import type { Context } from '../../context';
import { runs } from '../../db/schema';
import { AppError } from '../../errors';
import { inParts, readRunRows } from './read-runs';
import { conditionOf, orderOf } from './run-conditions';

/** `active`: neither archived nor deleted. `kept`: not deleted, which MLflow calls active. */
export const runView = z.enum(['active', 'archived', 'kept', 'deleted', 'all']);

export const selection = z.object({
  experimentIds: z.array(z.string().max(64)).max(1000).optional(),
  notebookId: z.string().max(100).optional(),
  parentId: z.string().max(256).optional(),
  /** Leaves out trials and folds whose parent is there: they are listed under it. */
  rootsOnly: z.boolean().default(false),
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
    const children = await countChildren(
      context,
      rows.map(({ id }) => id),
    );
    return {
      runs: rows.map((row) => ({ ...row, children: children.get(row.id) ?? 0 })),
      total,
      next: ids.length > limit ? writeCursor(offset + limit) : null,
    };
  },
});

type Selection = z.output<typeof selection>;
/** Which runs. */
export type Chosen = Pick<Selection, 'view' | 'filter'> & Partial<Selection>;

/** Ids in order. Throws AppError bad_request for a filter or order that says nothing. */
export async function findRunIds(
  { db }: Pick<Context, 'db'>,
  input: Chosen & { orderBy: readonly string[]; limit: number; offset: number },
): Promise<string[]> {
  const { joins, terms } = orderOf(
    inWords(() => input.orderBy.map((order) => parseOrder(order, runVocabulary))),
  );
  const found = await db.execute(
    sql`select r.id from runs r ${joins} where ${whereOf(input)} order by ${terms} limit ${input.limit} offset ${input.offset}`,
  );
  return rowsOf<{ id: string }>(found).map(({ id }) => id);
}

export async function countRuns({ db }: Pick<Context, 'db'>, input: Chosen): Promise<number> {
  const found = await db.execute(sql`select count(*)::int as total from runs r where ${whereOf(input)}`);
  return rowsOf<{ total: number }>(found)[0]?.total ?? 0;
}

/** How many trials or folds each of these has that are not deleted; those that have none are left out. */
async function countChildren(
  { db }: Pick<Context, 'db'>,
  ids: readonly string[],
): Promise<Map<string, number>> {
  const counted = await inParts(ids, (part) =>
    db
      .select({ parentId: runs.parentId, children: count() })
      .from(runs)
      .where(and(inArray(runs.parentId, part), isNull(runs.deletedAt)))
      .groupBy(runs.parentId),
  );
  return new Map(counted.map(({ parentId, children }) => [parentId ?? '', children]));
}

export function whereOf({
  experimentIds,
  notebookId,
  parentId,
  rootsOnly,
  starred,
  view,
  filter,
}: Chosen): SQL {
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
  if (rootsOnly)
    conditions.push(
      sql`(r.parent_id is null or not exists (select 1 from runs p where p.id = r.parent_id and p.experiment_id = r.experiment_id and p.deleted_at is null))`,
    );
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

export function inWords<T>(parse: () => T): T {
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
