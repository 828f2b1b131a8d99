import { and, eq, inArray, isNotNull, lt } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { artifacts, blobReferences, runs } from '../../db/schema';

/**
 * Deletes runs that were put aside, for good: points, inputs and artifacts with them. Those named, or all that were put aside before
 * `before` (milliseconds since 1970), `limit` at most. The files themselves go with the next collection, where nothing else needs them.
 */
export const purgeRuns = command({
  action: 'run.delete',
  input: z.union([
    z.object({ ids: z.array(z.string().max(256)).min(1).max(1000) }),
    z.object({
      before: z.number().int().nonnegative(),
      limit: z.number().int().positive().default(1000),
    }),
  ]),
  async run(context, input) {
    const doomed = await context.db
      .select({ id: runs.id })
      .from(runs)
      .where(
        and(
          isNotNull(runs.deletedAt),
          'ids' in input ? inArray(runs.id, input.ids) : lt(runs.deletedAt, new Date(input.before)),
        ),
      )
      .limit('ids' in input ? input.ids.length : input.limit)
      .for('update');
    const ids = doomed.map(({ id }) => id);
    context.audit('runs', { ids, purged: true });
    if (ids.length === 0) return { purged: 0 };
    await context.db
      .delete(artifacts)
      .where(and(eq(artifacts.ownerKind, 'run'), inArray(artifacts.ownerId, ids)));
    await context.db
      .delete(blobReferences)
      .where(and(eq(blobReferences.ownerKind, 'run'), inArray(blobReferences.ownerId, ids)));
    await context.db.delete(runs).where(inArray(runs.id, ids));
    return { purged: ids.length };
  },
});
