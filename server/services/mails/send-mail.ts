import { and, eq, inArray, ne } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { mailAddresses, mailDeliveries, mails, unsubscriptions } from '../../db/schema';
import { AppError } from '../../errors';
import { mailJob } from './mail-job';
import { quietUntil } from './quiet-hours';

/** Waits between tries, in minutes; after the last the mail has failed, and a person may send it again from the outbox. */
export const mailWaits = [1, 5, 15, 60, 180, 360, 720] as const;
/** An address that was refused for good so often in a row is sent nothing any more, until a person releases it. */
export const mostRefusals = 3;

const id = z.string().max(100);

/**
 * What a worker needs to send a mail; null when it is not to be sent (any more). Readers who unsubscribed, whose address is held
 * back, or whose hours are quiet are put aside here, right before it would go.
 */
export const beginMail = command({
  action: 'mail.send',
  isLog: true,
  input: z.object({ id, isKept: z.boolean() }),
  async run(context, { id, isKept }) {
    const [mail] = await context.db.select().from(mails).where(eq(mails.id, id)).for('update');
    if (mail?.state !== 'queued') return null;
    if (isKept || mail.recipients.length === 0) {
      await context.db.update(mails).set({ state: 'kept', nextAttemptAt: null }).where(eq(mails.id, id));
      context.audit(`mail:${id}`, { state: 'kept' });
      return null;
    }
    const waiting = await adoptDeliveries(context, mail);
    const addresses: string[] = [];
    for (const address of waiting) {
      const aside = await asideOf(context, mail, address);
      if (aside) await setDelivery(context, { id, address }, aside);
      else addresses.push(address);
    }
    if (addresses.length === 0) {
      await settle(context, id);
      return null;
    }
    return { emlHash: mail.emlHash, topic: mail.topic, addresses };
  },
});

/** Those still to be sent to. A mail from before each reader had a row gets them now. */
async function adoptDeliveries(
  { db }: Pick<CommandContext, 'db'>,
  { id, recipients }: typeof mails.$inferSelect,
): Promise<string[]> {
  const known = await db.select().from(mailDeliveries).where(eq(mailDeliveries.mailId, id));
  if (known.length > 0) return known.filter(({ state }) => state === 'queued').map(({ address }) => address);
  await db
    .insert(mailDeliveries)
    .values(recipients.map((address) => ({ mailId: id, address, state: 'queued' as const, attempts: 0 })))
    .onConflictDoNothing();
  return [...recipients];
}

type DeliveryChange = Partial<typeof mailDeliveries.$inferSelect>;

/** Why this reader is not sent it now; undefined when they are. */
async function asideOf(
  context: Pick<CommandContext, 'db' | 'now'>,
  { topic, kind }: typeof mails.$inferSelect,
  written: string,
): Promise<DeliveryChange | undefined> {
  const address = written.toLowerCase();
  if (topic) {
    const [left] = await context.db
      .select()
      .from(unsubscriptions)
      .where(and(eq(unsubscriptions.topic, topic), eq(unsubscriptions.address, address)));
    if (left) return { state: 'held', error: 'This reader unsubscribed from these mails.' };
  }
  const [known] = await context.db.select().from(mailAddresses).where(eq(mailAddresses.address, address));
  if (known?.heldSince)
    return {
      state: 'held',
      error: `Held back: it was refused ${known.refusals} times. ${known.lastRefusal ?? ''}`,
    };
  const waitsUntil = known && kind === 'alert' ? quietUntil(known, context.now()) : undefined;
  return waitsUntil && { state: 'quiet', waitsUntil, error: null };
}

const fate = z.object({
  address: z.string().max(400),
  /** As `MailRefused.of`; `sent` when it was taken. */
  outcome: z.enum(['sent', 'address', 'message', 'later', 'server']),
  error: z.string().max(2000).optional(),
});

/** Records what became of one try with one reader, at once: whoever was sent it is not sent it again. */
export const recordDelivery = command({
  action: 'mail.send',
  input: fate.extend({ id }),
  async run(context, { id, address, outcome, error }) {
    context.audit(`mail:${id}`, { address, outcome, ...(error && { error }) });
    const [row] = await context.db
      .select()
      .from(mailDeliveries)
      .where(and(eq(mailDeliveries.mailId, id), eq(mailDeliveries.address, address)))
      .for('update');
    if (row?.state !== 'queued') return { state: row?.state ?? null };
    const isFinal = outcome === 'address' || outcome === 'message';
    const state = outcome === 'sent' ? 'sent' : isFinal ? 'refused' : 'queued';
    const sentAt = outcome === 'sent' ? context.now() : null;
    await setDelivery(
      context,
      { id, address },
      { state, sentAt, error: error ?? null, attempts: row.attempts + 1 },
    );
    if (outcome === 'sent') await forgetRefusals(context, address);
    if (outcome === 'address') await countRefusal(context, address, error ?? '');
    return { state };
  },
});

/** The end of a round of tries: the mail is sent, waits for the next round, or has failed. */
export const endRound = command({
  action: 'mail.send',
  input: z.object({ id, error: z.string().max(2000).optional() }),
  async run(context, { id, error }) {
    const [mail] = await context.db.select().from(mails).where(eq(mails.id, id)).for('update');
    if (mail?.state !== 'queued') return { state: mail?.state ?? null };
    const attempts = mail.attempts + 1;
    await context.db
      .update(mails)
      .set({ attempts, error: error ?? null })
      .where(eq(mails.id, id));
    const waits = await context.db.query.mailDeliveries.findFirst({
      where: and(eq(mailDeliveries.mailId, id), eq(mailDeliveries.state, 'queued')),
    });
    const wait = mailWaits[mail.attempts];
    if (waits && wait !== undefined) {
      const nextAttemptAt = new Date(context.now().getTime() + wait * 60_000);
      await context.db.update(mails).set({ nextAttemptAt }).where(eq(mails.id, id));
      await context.queue.send(mailJob, { mailId: id }, { startAfter: nextAttemptAt });
      context.audit(`mail:${id}`, { state: 'queued', attempts });
      return { state: 'queued' as const };
    }
    if (waits)
      await context.db
        .update(mailDeliveries)
        .set({ state: 'failed' })
        .where(and(eq(mailDeliveries.mailId, id), eq(mailDeliveries.state, 'queued')));
    const state = await settle(context, id);
    context.audit(`mail:${id}`, { state, attempts });
    return { state };
  },
});

/** What all deliveries together come to. */
async function settle(context: Pick<CommandContext, 'db' | 'now'>, id: string) {
  const rows = await context.db.select().from(mailDeliveries).where(eq(mailDeliveries.mailId, id));
  const has = (...states: string[]) => rows.some(({ state }) => states.includes(state));
  const state = has('queued')
    ? ('queued' as const)
    : has('failed', 'refused')
      ? ('failed' as const)
      : has('sent')
        ? ('sent' as const)
        : ('held' as const);
  await context.db
    .update(mails)
    .set({
      ...{ state, nextAttemptAt: null },
      ...(state === 'sent' && { error: null, sentAt: context.now() }),
    })
    .where(eq(mails.id, id));
  return state;
}

/** Sends a mail that failed, was kept or was sent once more, as it was written. Who unsubscribed stays so. */
export const resendMail = command({
  action: 'mail.send',
  input: z.object({ id, /** To one of its readers alone. */ address: z.string().max(400).optional() }),
  async run(context, { id, address }) {
    context.audit(`mail:${id}`, { resend: address ?? true });
    const [mail] = await context.db.select().from(mails).where(eq(mails.id, id)).for('update');
    if (!mail) throw new AppError('not_found', 'There is no such mail.');
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
      .set({ state: 'queued', attempts: 0, error: null, nextAttemptAt: null })
      .where(eq(mails.id, id));
    await context.queue.send(mailJob, { mailId: id });
    return { id };
  },
});

const setDelivery = (
  { db }: Pick<CommandContext, 'db'>,
  { id, address }: { id: string; address: string },
  change: DeliveryChange,
) =>
  db
    .update(mailDeliveries)
    .set(change)
    .where(and(eq(mailDeliveries.mailId, id), eq(mailDeliveries.address, address)));

async function forgetRefusals({ db }: Pick<CommandContext, 'db'>, address: string): Promise<void> {
  await db.update(mailAddresses).set({ refusals: 0 }).where(eq(mailAddresses.address, address.toLowerCase()));
}

async function countRefusal(context: Pick<CommandContext, 'db' | 'now'>, written: string, said: string) {
  const address = written.toLowerCase();
  const [known] = await context.db.select().from(mailAddresses).where(eq(mailAddresses.address, address));
  const refusals = (known?.refusals ?? 0) + 1;
  const change = {
    ...{ refusals, lastRefusal: said, lastRefusalAt: context.now() },
    ...(refusals >= mostRefusals && { heldSince: known?.heldSince ?? context.now() }),
  };
  await context.db
    .insert(mailAddresses)
    .values({ address, ...change })
    .onConflictDoUpdate({ target: mailAddresses.address, set: change });
}
