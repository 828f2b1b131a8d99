import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { command, query } from '../../command';
import { mails } from '../../db/schema';
import { AppError } from '../../errors';
import { mailJob } from './mail-job';

/** Waits between tries, in minutes; after the last the mail has failed, and a person may send it again from the outbox. */
export const mailWaits = [1, 5, 15, 60, 180, 360, 720] as const;

/** What a worker needs to send a mail; null when it is not to be sent (any more). */
export const readQueuedMail = query({
  action: 'mail.read',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const mail = await context.db.query.mails.findFirst({ where: eq(mails.id, id) });
    if (mail?.state !== 'queued') return null;
    return { recipients: mail.recipients, emlHash: mail.emlHash };
  },
});

/** Records the fate of one try: sent, kept (nowhere to send it), or refused, to be tried again later. */
export const recordMail = command({
  action: 'mail.send',
  input: z.object({
    id: z.string(),
    fate: z.discriminatedUnion('state', [
      z.object({ state: z.literal('sent') }),
      z.object({ state: z.literal('kept') }),
      z.object({ state: z.literal('refused'), error: z.string().max(2000) }),
    ]),
  }),
  async run(context, { id, fate }) {
    context.audit(`mail:${id}`, fate);
    const [mail] = await context.db.select().from(mails).where(eq(mails.id, id)).for('update');
    if (mail?.state !== 'queued') return { state: mail?.state ?? null };
    if (fate.state !== 'refused') {
      const sentAt = fate.state === 'sent' ? context.now() : null;
      const attempts = mail.attempts + (fate.state === 'sent' ? 1 : 0);
      await context.db
        .update(mails)
        .set({ state: fate.state, sentAt, attempts, error: null, nextAttemptAt: null })
        .where(eq(mails.id, id));
      return { state: fate.state };
    }
    const wait = mailWaits[mail.attempts];
    const nextAttemptAt = wait === undefined ? null : new Date(context.now().getTime() + wait * 60_000);
    const state = nextAttemptAt ? ('queued' as const) : ('failed' as const);
    await context.db
      .update(mails)
      .set({ state, attempts: mail.attempts + 1, error: fate.error, nextAttemptAt })
      .where(eq(mails.id, id));
    if (nextAttemptAt) await context.queue.send(mailJob, { mailId: id }, { startAfter: nextAttemptAt });
    return { state };
  },
});

/** Sends a mail that failed, was kept or was sent once more, as it was written. */
export const resendMail = command({
  action: 'mail.send',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    context.audit(`mail:${id}`, { resend: true });
    const [mail] = await context.db
      .update(mails)
      .set({ state: 'queued', attempts: 0, error: null, nextAttemptAt: null })
      .where(eq(mails.id, id))
      .returning({ id: mails.id });
    if (!mail) throw new AppError('not_found', 'There is no such mail.');
    await context.queue.send(mailJob, { mailId: id });
    return { id };
  },
});
