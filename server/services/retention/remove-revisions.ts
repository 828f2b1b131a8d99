import { and, asc, eq, inArray, isNull, lt, notExists, sql } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import {
  executions,
  grants,
  links,
  modelVersions,
  notebooks,
  retrainingRules,
  retrainingTurns,
  revisions,
  runs,
  schedules,
} from '../../db/schema';
import { removeUnusedContents } from '../notebooks';
import { daysBefore, effectiveRetention } from './settings';

/** Whatever stands on a revision by its id; a test holds this list against the columns that there are. */
export const revisionReferrers = [
  executions.revisionId,
  modelVersions.revisionId,
  runs.revisionId,
  schedules.revisionId,
] as const;

/** What stands on one by its notebook and number. */
export const numberReferrers = [[links.notebookId, links.revision]] as const;

/**
 * Thins out what autosave kept beyond the days that are wanted: of each day the last revision stays, and so do the first, the newest, named ones,
 * those that anything refers to, and all of a notebook that others import. The oldest first and `limit` at most.
 */
export const removeRevisions = command({
  action: 'retention.apply',
  isLog: true,
  input: z.object({ limit: z.number().int().positive().default(500) }),
  async run(context, { limit }) {
    const { db } = context;
    const kept = await effectiveRetention(context);
    if (!kept || kept.revisionDays === null) return { removed: 0 };
    const old = await db
      .select({ id: revisions.id, hash: revisions.hash, createdAt: revisions.createdAt })
      .from(revisions)
      .where(
        and(
          lt(revisions.createdAt, daysBefore(context.now(), kept.revisionDays)),
          isNull(revisions.name),
          sql`${revisions.number} > 1`,
          notExists(
            db
              .select({ id: notebooks.id })
              .from(notebooks)
              .where(and(eq(notebooks.id, revisions.notebookId), eq(notebooks.head, revisions.number))),
          ),
          sql`exists (
            select 1 from ${revisions} newer
            where newer.notebook_id = ${revisions.notebookId} and newer.number > ${revisions.number}
              and newer.created_at < date_trunc('day', ${revisions.createdAt}, 'UTC') + interval '1 day')`,
          ...numberReferrers.map(([notebookId, number]) =>
            notExists(
              db
                .select({ one: sql`1` })
                .from(number.table)
                .where(and(eq(notebookId, revisions.notebookId), eq(number, revisions.number))),
            ),
          ),
          // Of a notebook that others import each revision may stand in a lock of theirs, or in that of an older revision of theirs.
          notExists(
            db
              .select({ one: sql`1` })
              .from(grants)
              .where(and(eq(grants.kind, 'notebook'), eq(grants.subjectId, revisions.notebookId))),
          ),
          // A rule of retraining may name a revision by its number.
          ...[retrainingRules, retrainingTurns].map((table) =>
            notExists(
              db
                .select({ one: sql`1` })
                .from(table)
                .where(
                  sql`${table.rule} -> 'notebook' ->> 'id' = ${revisions.notebookId}
                    and (${table.rule} -> 'notebook' ->> 'revision')::int = ${revisions.number}`,
                ),
            ),
          ),
          ...revisionReferrers.map((column) =>
            notExists(db.select({ one: sql`1` }).from(column.table).where(eq(column, revisions.id))),
          ),
        ),
      )
      .orderBy(asc(revisions.createdAt))
      .limit(limit)
      .for('update', { skipLocked: true });
    if (old.length === 0) return { removed: 0 };
    await db.delete(revisions).where(
      inArray(
        revisions.id,
        old.map(({ id }) => id),
      ),
    );
    await removeUnusedContents(
      db,
      old.map(({ hash }) => hash),
    );
    context.audit('retention', {
      ...{ removed: 'revisions', count: old.length, keptDays: kept.revisionDays },
      ...{ from: old.at(0)?.createdAt, to: old.at(-1)?.createdAt },
    });
    return { removed: old.length };
  },
});
