import { and, eq, inArray, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { readNotebookLock } from '@/cells/document/notebook-lock';
import { parseNotebook } from '@/cells/document/parse';
import { command } from '../../command';
import { modelVersions, notebooks, revisionContents, revisions } from '../../db/schema';
import { AppError } from '../../errors';
import { grantNotebook, listReachable } from '../notebooks';

/**
 * Lets a notebook that was made from a version import what that version stood on. Its lock names notebooks, but was written by a frame: of those
 * only the ones count that a person allowed, whose data the version was let read, or that its notebook may import now. Of the rest the first
 * run asks.
 */
export const grantImports = command({
  action: 'notebook.grant',
  input: z.object({ notebookId: z.string(), versionId: z.string() }),
  async run(context, { notebookId, versionId }) {
    const { db } = context;
    const version = await db.query.modelVersions.findFirst({
      where: eq(modelVersions.id, versionId),
      columns: { notebookId: true, data: true },
    });
    if (!version) throw new AppError('not_found', 'There is no such version.');
    const [made] = await db
      .select({ html: revisionContents.html })
      .from(notebooks)
      .innerJoin(revisions, and(eq(revisions.notebookId, notebooks.id), eq(revisions.number, notebooks.head)))
      .innerJoin(revisionContents, eq(revisionContents.hash, revisions.hash))
      .where(and(eq(notebooks.id, notebookId), isNull(notebooks.deletedAt)));
    if (!made) throw new AppError('not_found', 'There is no such notebook.');
    const allowed = new Set([
      ...version.data.flatMap(({ notebook }) => notebook ?? []),
      ...(await listReachable(context, version.notebookId)),
    ]);
    const locked = new Map(
      [...readNotebookLock(parseNotebook(made.html)).values()].map(({ id, revision }) => [id, revision]),
    );
    // Of a notebook that is gone its cells say so.
    const there = await db
      .select({ id: notebooks.id })
      .from(notebooks)
      .where(
        and(
          inArray(
            notebooks.id,
            [...locked.keys()].filter((id) => allowed.has(id)),
          ),
          isNull(notebooks.deletedAt),
        ),
      );
    for (const { id: importedId } of there)
      await grantNotebook.within(context, { notebookId, importedId, revision: locked.get(importedId) ?? 1 });
    context.audit(`notebook:${notebookId}`, { kind: 'notebook', version: versionId, imports: there.length });
    return { imports: there.map(({ id }) => id) };
  },
});
