import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { grants, notebooks } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';

/**
 * Lets a copy of a notebook read and import what that one may, and gives how much of it is new to the copy. What lies in the trash is there
 * for the copy too once it is restored; a notebook that was deleted for ever is left out. A name that means something in the copy
 * already goes on meaning that.
 */
export const copyGrants = command({
  action: 'notebook.grant',
  input: z.object({ notebookId: z.string(), from: z.string() }),
  async run(context, { notebookId, from }) {
    const { db } = context;
    const copy = await db.query.notebooks.findFirst({
      where: and(eq(notebooks.id, notebookId), isNull(notebooks.deletedAt)),
      columns: { id: true },
    });
    if (!copy) throw new AppError('not_found', 'There is no such notebook.');
    const rows = await db
      .select({ grant: grants, imported: notebooks.id })
      .from(grants)
      .leftJoin(notebooks, eq(notebooks.id, grants.subjectId))
      .where(eq(grants.notebookId, from))
      .orderBy(grants.createdAt);
    const wanted = rows.flatMap(({ grant, imported }) =>
      grant.kind === 'notebook' && imported === null
        ? []
        : {
            ...{ ...grant, id: createId(), notebookId },
            ...{ createdAt: context.now(), createdBy: context.actor.id },
          },
    );
    const given =
      wanted.length === 0
        ? []
        : await db.insert(grants).values(wanted).onConflictDoNothing().returning({ id: grants.id });
    context.audit(`notebook:${notebookId}`, { from, grants: given.length });
    return { grants: given.length };
  },
});
