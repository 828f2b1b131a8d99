import { and, eq, inArray, ne } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { mailDeliveries, mails } from '../../db/schema';
import { AppError } from '../../errors';
import { isHeld, unclaimed } from './mail-claim';
import { mailJob } from './mail-job';

/** Sends a mail that failed, was kept or was sent once more, as it was written. Who unsubscribed stays so; one that is just being sent is refused. */
export const resendMail = command({
  action: 'mail.send',
  input: z.object({
    id: z.string().max(100),
    /** To one of its readers alone. */
    address: z.string().max(400).optional(),
  }),
  async run(context, { id, address }) {
    context.audit(`mail:${id}`, { resend: address ?? true });
    const [mail] = await context.db.select().from(mails).where(eq(mails.id, id)).for('update');
    if (!mail) throw new AppError('not_found', 'There is no such mail.');
    if (isHeld(mail, context.now()))
      throw new AppError(
        'conflict',
        `“${mail.subject}” is being sent at this moment. Wait until its readers have it, then send it again.`,
      );
    const missed = ['queued', 'refused', 'failed', 'held', 'quiet'] as const;
    const [first] = await context.db
      .select({ address: mailDeliveries.address })
      .from(mailDeliveries)
      .where(
        and(
          eq(mailDeliveries.mailId, id),
          ne(mailDeliveries.state, 'sent'),
          inArray(mailDeliveries.state, missed),
        ),
      )
      .limit(1);
    // Of a mail that some did not get, those; of one that all got, all.
    await context.db
      .update(mailDeliveries)
      .set({ state: 'queued', error: null, waitsUntil: null })
      .where(
        and(
          eq(mailDeliveries.mailId, id),
          address ? eq(mailDeliveries.address, address) : undefined,
          !address && first ? inArray(mailDeliveries.state, missed) : undefined,
        ),
      );
    await context.db
      .update(mails)
      .set({ state: 'queued', attempts: 0, error: null, nextAttemptAt: null, ...unclaimed })
      .where(eq(mails.id, id));
    await context.queue.send(mailJob, { mailId: id });
    return { id };
  },
});
