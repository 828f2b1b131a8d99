import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { mailAddresses, mailDeliveries, mails, unsubscriptions } from '../../db/schema';
import { claimedBy, isHeldByOther, mailClaim, renewClaim, unclaimed } from './mail-claim';
import { mailJob } from './mail-job';
import { quietUntil } from './quiet-hours';

/** Waits between tries, in minutes; after the last the mail has failed, and a person may send it again from the outbox. */
export const mailWaits = [1, 5, 15, 60, 180, 360, 720] as const;
/** An address that was refused for good so often in a row is sent nothing any more, until a person releases it. */
export const mostRefusals = 3;

const id = z.string().max(100);

/**
 * Claims a mail for one try of one job, with what that needs to send it; null when it is not to be sent (any more), or another job
 * is at it. Readers who unsubscribed, whose address is held back, or whose hours are quiet are put aside here, right before it would go.
 */
export const beginMail = command({
  action: 'mail.send',
  isLog: true,
  input: z.object({ id, isKept: z.boolean(), claim: mailClaim }),
  async run(context, { id, isKept, claim }) {
    const [mail] = await context.db.select().from(mails).where(eq(mails.id, id)).for('update');
    if (mail?.state !== 'queued' || isHeldByOther(mail, claim, context.now())) return null;
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
    await context.db.update(mails).set(claimedBy(claim, context.now())).where(eq(mails.id, id));
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

/**
 * Records what became of one try with one reader, at once: whoever was sent it is not sent it again, even where another has taken the
 * mail over meanwhile. `isMine`: none has, and it stays claimed for the next reader.
 */
export const recordDelivery = command({
  action: 'mail.send',
  input: fate.extend({ id, claim: mailClaim }),
  async run(context, { id, claim, address, outcome, error }) {
    context.audit(`mail:${id}`, { address, outcome, ...(error && { error }) });
    const { isMine } = await renewClaim(context, { id, claim });
    const [row] = await context.db
      .select()
      .from(mailDeliveries)
      .where(and(eq(mailDeliveries.mailId, id), eq(mailDeliveries.address, address)))
      .for('update');
    if (row?.state !== 'queued') return { state: row?.state ?? null, isMine };
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
    return { state, isMine };
  },
});

/** The end of a round of tries: the mail is sent, waits for the next round, or has failed. Nothing, where another has the mail by now. */
export const endRound = command({
  action: 'mail.send',
  isLog: true,
  input: z.object({ id, claim: mailClaim, error: z.string().max(2000).optional() }),
  async run(context, { id, claim, error }) {
    const [mail] = await context.db.select().from(mails).where(eq(mails.id, id)).for('update');
    if (mail?.state !== 'queued' || mail.claimedBy !== claim) return { state: mail?.state ?? null };
    const state = await finishRound(context, mail, error);
    context.audit(`mail:${id}`, { state, attempts: mail.attempts + 1 });
    return { state };
  },
});

/** A round that came to nothing or to its end: another after a wait, where somebody is still to be sent it and tries are left. */
export async function finishRound(
  context: Pick<CommandContext, 'db' | 'queue' | 'now'>,
  { id, attempts }: Pick<typeof mails.$inferSelect, 'id' | 'attempts'>,
  error: string | undefined,
) {
  await context.db
    .update(mails)
    .set({ attempts: attempts + 1, error: error ?? null, ...unclaimed })
    .where(eq(mails.id, id));
  const isWaiting = and(eq(mailDeliveries.mailId, id), eq(mailDeliveries.state, 'queued'));
  const waits = await context.db.query.mailDeliveries.findFirst({ where: isWaiting });
  const wait = mailWaits[attempts];
  if (waits && wait !== undefined) {
    const nextAttemptAt = new Date(context.now().getTime() + wait * 60_000);
    await context.db.update(mails).set({ nextAttemptAt }).where(eq(mails.id, id));
    await context.queue.send(mailJob, { mailId: id }, { startAfter: nextAttemptAt });
    return 'queued' as const;
  }
  if (waits)
    await context.db
      .update(mailDeliveries)
      .set({ state: 'failed', error: sql`coalesce(${mailDeliveries.error}, ${error ?? null})` })
      .where(isWaiting);
  return settle(context, id);
}

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
