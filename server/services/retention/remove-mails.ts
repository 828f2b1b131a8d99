import { and, asc, eq, inArray, lt, ne, notExists } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { blobReferences, mailDeliveries, mails } from '../../db/schema';
import { daysBefore, effectiveRetention } from './settings';

/** Removes mails beyond what is kept from the outbox, the oldest first and `limit` at most; never one that somebody is still to be sent. */
export const removeMails = command({
  action: 'retention.apply',
  isLog: true,
  input: z.object({ limit: z.number().int().positive().default(500) }),
  async run(context, { limit }) {
    const { db } = context;
    const kept = await effectiveRetention(context);
    if (!kept || kept.mailDays === null) return { removed: 0 };
    const old = await db
      .select({ id: mails.id, createdAt: mails.createdAt })
      .from(mails)
      .where(
        and(
          ne(mails.state, 'queued'),
          lt(mails.createdAt, daysBefore(context.now(), kept.mailDays)),
          notExists(
            db
              .select({ id: mailDeliveries.mailId })
              .from(mailDeliveries)
              .where(
                and(eq(mailDeliveries.mailId, mails.id), inArray(mailDeliveries.state, ['queued', 'quiet'])),
              ),
          ),
        ),
      )
      .orderBy(asc(mails.createdAt))
      .limit(limit)
      .for('update', { skipLocked: true });
    const ids = old.map(({ id }) => id);
    if (ids.length === 0) return { removed: 0 };
    await db
      .delete(blobReferences)
      .where(and(eq(blobReferences.ownerKind, 'mail'), inArray(blobReferences.ownerId, ids)));
    await db.delete(mails).where(inArray(mails.id, ids));
    context.audit('retention', {
      ...{ removed: 'mails', count: ids.length, keptDays: kept.mailDays },
      ...{ from: old.at(0)?.createdAt, to: old.at(-1)?.createdAt },
    });
    return { removed: ids.length };
  },
});
