import { asc, lt } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { notebooks } from '../../db/schema';
import { purge } from '../notebooks';
import { daysBefore, effectiveRetention } from './settings';

/** Removes notebooks that were deleted longer ago than they are kept for, with all that is their own: the oldest first and `limit` at most. */
export const removeDeletedNotebooks = command({
  action: 'retention.apply',
  isLog: true,
  input: z.object({ limit: z.number().int().positive().default(20) }),
  async run(context, { limit }) {
    const kept = await effectiveRetention(context);
    if (!kept || kept.trashDays === null) return { removed: 0 };
    const old = await context.db
      .select({ id: notebooks.id, deletedAt: notebooks.deletedAt })
      .from(notebooks)
      .where(lt(notebooks.deletedAt, daysBefore(context.now(), kept.trashDays)))
      .orderBy(asc(notebooks.deletedAt))
      .limit(limit)
      .for('update', { skipLocked: true });
    if (old.length === 0) return { removed: 0 };
    await purge(
      context,
      old.map(({ id }) => id),
    );
    context.audit('retention', {
      ...{ removed: 'deleted notebooks', count: old.length, keptDays: kept.trashDays },
      ...{ from: old.at(0)?.deletedAt, to: old.at(-1)?.deletedAt },
    });
    return { removed: old.length };
  },
});
