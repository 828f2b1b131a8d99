import { and, count, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { command, query } from '../../command';
import type { CommandContext } from '../../context';
import {
  alerts,
  blobReferences,
  comments,
  commentThreads,
  executions,
  grants,
  monitors,
  notebooks,
  revisions,
  schedules,
} from '../../db/schema';
import { AppError } from '../../errors';
import { removeUnusedContents } from './remove-unused-contents';

/** What goes with a deleted notebook for ever, counted, so that a person is told before. */
export const readNotebookLosses = query({
  action: 'notebook.read',
  input: z.object({ id: z.string() }),
  async run({ db }, { id }) {
    const [notebook] = await db
      .select({ title: notebooks.title })
      .from(notebooks)
      .where(and(eq(notebooks.id, id), isNotNull(notebooks.deletedAt)));
    if (!notebook) throw notThere();
    const [saves, named, runs, planned, given, said, importing] = await Promise.all([
      db.$count(revisions, eq(revisions.notebookId, id)),
      db
        .select({ name: revisions.name })
        .from(revisions)
        .where(and(eq(revisions.notebookId, id), isNotNull(revisions.name)))
        .limit(20),
      db.$count(executions, eq(executions.notebookId, id)),
      db
        .select({ count: count() })
        .from(schedules)
        .where(and(eq(schedules.notebookId, id), isNull(schedules.deletedAt))),
      db.$count(grants, eq(grants.notebookId, id)),
      db
        .select({ count: count() })
        .from(comments)
        .innerJoin(commentThreads, eq(commentThreads.id, comments.threadId))
        .where(and(eq(commentThreads.notebookId, id), isNull(comments.deletedAt))),
      db
        .select({ title: notebooks.title })
        .from(grants)
        .innerJoin(notebooks, eq(notebooks.id, grants.notebookId))
        .where(and(eq(grants.kind, 'notebook'), eq(grants.subjectId, id), isNull(notebooks.deletedAt)))
        .orderBy(notebooks.title)
        .limit(20),
    ]);
    return {
      title: notebook.title,
      revisions: saves,
      named: named.flatMap(({ name }) => (name === null ? [] : [name])),
      runs,
      schedules: planned[0]?.count ?? 0,
      grants: given,
      comments: said[0]?.count ?? 0,
      /** Notebooks that import its cells. */
      importers: importing.map(({ title }) => title),
    };
  },
});

/** Removes a deleted notebook with all that is its own. Versions of models that came from it stay: each has its slice. */
export const purgeNotebook = command({
  action: 'notebook.purge',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const [row] = await context.db
      .select({ title: notebooks.title })
      .from(notebooks)
      .where(and(eq(notebooks.id, id), isNotNull(notebooks.deletedAt)))
      .for('update');
    if (!row) throw notThere();
    await purge(context, [id]);
    context.audit(`notebook:${id}`, { title: row.title });
    return { title: row.title };
  },
});

const notThere = () =>
  new AppError('not_found', 'There is no such deleted notebook. It may be gone already.');

/** Rows go with what refers to them; files with the next collection. In the caller's transaction. */
export async function purge({ db }: Pick<CommandContext, 'db'>, ids: readonly string[]): Promise<void> {
  const hashes = (
    await db
      .selectDistinct({ hash: revisions.hash })
      .from(revisions)
      .where(inArray(revisions.notebookId, [...ids]))
  ).map(({ hash }) => hash);
  const ran = db
    .select({ id: executions.id })
    .from(executions)
    .where(inArray(executions.notebookId, [...ids]));
  await db
    .delete(blobReferences)
    .where(and(eq(blobReferences.ownerKind, 'execution'), inArray(blobReferences.ownerId, ran)));
  await db
    .delete(blobReferences)
    .where(and(eq(blobReferences.ownerKind, 'notebook'), inArray(blobReferences.ownerId, [...ids])));
  await db
    .update(alerts)
    .set({ state: 'resolved', liveKey: null })
    .where(and(inArray(alerts.notebookId, [...ids]), isNotNull(alerts.liveKey)));
  await db.delete(executions).where(inArray(executions.notebookId, [...ids]));
  await db.delete(monitors).where(inArray(monitors.notebookId, [...ids]));
  await db.delete(notebooks).where(inArray(notebooks.id, [...ids]));
  await removeUnusedContents(db, hashes);
}
