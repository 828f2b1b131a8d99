import { and, desc, eq, gte, isNotNull, isNull, lt } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import { notebooks, revisionContents, revisions, users } from '../../db/schema';
import { AppError } from '../../errors';
import { previousNumber } from './revisions';

export const listNotebooks = query({
  action: 'notebook.read',
  input: z.object({
    deleted: z.boolean().default(false),
    limit: z.number().int().min(1).max(1000).default(500),
  }),
  run: (context, { deleted, limit }) =>
    context.db
      .select({
        id: notebooks.id,
        title: notebooks.title,
        origin: notebooks.origin,
        revision: notebooks.head,
        updatedAt: notebooks.updatedAt,
        createdAt: notebooks.createdAt,
        deletedAt: notebooks.deletedAt,
      })
      .from(notebooks)
      .where(deleted ? isNotNull(notebooks.deletedAt) : isNull(notebooks.deletedAt))
      .orderBy(desc(notebooks.updatedAt))
      .limit(limit),
});

const revisionFields = {
  id: notebooks.id,
  title: revisions.title,
  revision: revisions.number,
  revisionId: revisions.id,
  head: notebooks.head,
  html: revisionContents.html,
  savedAt: revisions.createdAt,
};

/** A notebook at its newest or a given revision. */
export const readNotebook = query({
  action: 'notebook.read',
  input: z.object({ id: z.string(), revision: z.number().int().optional() }),
  async run(context, { id, revision }) {
    const [row] = await context.db
      .select(revisionFields)
      .from(notebooks)
      .innerJoin(
        revisions,
        and(eq(revisions.notebookId, notebooks.id), eq(revisions.number, revision ?? notebooks.head)),
      )
      .innerJoin(revisionContents, eq(revisionContents.hash, revisions.hash))
      .where(and(eq(notebooks.id, id), isNull(notebooks.deletedAt)));
    if (!row)
      throw new AppError(
        'not_found',
        'There is no such notebook. It may have been deleted: look under Deleted in the list of notebooks.',
      );
    return row;
  },
});

/** A pinned revision by its own id, of a deleted notebook too: executions and versions refer to it. */
export const readRevision = query({
  action: 'notebook.read',
  input: z.object({ revisionId: z.string() }),
  async run(context, { revisionId }) {
    const [row] = await context.db
      .select(revisionFields)
      .from(revisions)
      .innerJoin(notebooks, eq(notebooks.id, revisions.notebookId))
      .innerJoin(revisionContents, eq(revisionContents.hash, revisions.hash))
      .where(eq(revisions.id, revisionId));
    if (!row) throw new AppError('not_found', 'There is no such revision of a notebook.');
    return row;
  },
});

/** The newest first; `before` goes on behind the last one that was seen, `from` ends at one. */
export const listRevisions = query({
  action: 'notebook.read',
  input: z.object({
    id: z.string(),
    before: z.number().int().optional(),
    from: z.number().int().optional(),
    limit: z.number().int().min(1).max(1000).default(200),
  }),
  run: (context, { id, before, from, limit }) =>
    context.db
      .select({
        revision: revisions.number,
        previous: previousNumber,
        revisionId: revisions.id,
        hash: revisions.hash,
        title: revisions.title,
        name: revisions.name,
        at: revisions.createdAt,
        by: users.name,
      })
      .from(revisions)
      .leftJoin(users, eq(users.id, revisions.createdBy))
      .where(
        and(
          eq(revisions.notebookId, id),
          before === undefined ? undefined : lt(revisions.number, before),
          from === undefined ? undefined : gte(revisions.number, from),
        ),
      )
      .orderBy(desc(revisions.number))
      .limit(limit),
});
