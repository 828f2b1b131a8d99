import { and, asc, eq, isNull, lte, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { mails } from '../../db/schema';
import { finishRound } from './send-mail';

/** Long enough for a queue to bring its job in its turn. */
const leftMs = 10 * 60_000;
const atOnce = 100;

/**
 * Mails that are due, and that nobody is sending: their jobs were lost, or failed for good. Each gets a new one, as after a round that came
 * to nothing, so that a mail over which workers end is given up in time. A job that waits after all finds it sent.
 */
export const sendLeftMails = command({
  action: 'mail.send',
  isLog: true,
  input: z.object({}),
  async run(context) {
    const now = context.now();
    const left = await context.db
      .select({ id: mails.id, attempts: mails.attempts, error: mails.error })
      .from(mails)
      .where(
        and(
          eq(mails.state, 'queued'),
          lte(sql`coalesce(${mails.nextAttemptAt}, ${mails.createdAt})`, new Date(now.getTime() - leftMs)),
          or(isNull(mails.claimedUntil), lte(mails.claimedUntil, now)),
        ),
      )
      .orderBy(asc(mails.createdAt))
      .limit(atOnce)
      .for('update', { skipLocked: true });
    for (const mail of left)
      await finishRound(context, mail, mail.error ?? 'No worker brought it to an end; it is tried again.');
    if (left.length > 0) context.audit('mails', { left: left.map(({ id }) => id) });
    return { left: left.length };
  },
});
