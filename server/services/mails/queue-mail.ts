import { eq } from 'drizzle-orm';
import type { CommandContext, Context } from '../../context';
import { mailDeliveries, mails } from '../../db/schema';
import { createId } from '../../id';
import type { Blob } from '../../storage/storage';
import { referenceBlobs } from '../storage';
import { type Letter, renderLetter } from './letter';
import { mailJob } from './mail-job';

export interface StoredLetter {
  readonly subject: string;
  readonly eml: Blob;
  readonly recipients: readonly string[];
}

/** Writes a letter into storage, before the transaction that queues it. */
export async function storeLetter(
  context: Pick<Context, 'mail' | 'storage'>,
  letter: Letter,
  recipients: readonly string[],
): Promise<StoredLetter> {
  return storeRendered(context, letter, { eml: await renderLetter(context, letter, recipients), recipients });
}

/** As `storeLetter`, of a letter whose bytes are known. */
export const storeRendered = async (
  { storage }: Pick<Context, 'storage'>,
  { subject }: Pick<Letter, 'subject'>,
  { eml, recipients }: { readonly eml: Uint8Array; readonly recipients: readonly string[] },
): Promise<StoredLetter> => ({ subject, recipients, eml: await storage.put(eml) });

/**
 * Puts a letter into the outbox, with the job that sends it: both commit with what they tell of. `key` is what it is the one mail
 * of: a second with the same is not made, and the answer is the first's id.
 */
export async function queueMail(
  context: Pick<CommandContext, 'db' | 'queue' | 'now'>,
  { subject, eml, recipients }: StoredLetter,
  about: {
    readonly key: string;
    readonly kind: (typeof mails.$inferSelect)['kind'];
    /** What a reader may unsubscribe from; none for what must arrive. */
    readonly topic?: string;
    readonly executionId?: string;
  },
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const id = createId();
  const addresses = [...new Map(recipients.map((address) => [address.toLowerCase(), address])).values()];
  const [row] = await context.db
    .insert(mails)
    .values({
      ...{ id, ...about, subject, recipients: addresses, state: 'queued', attempts: 0 },
      ...{ emlHash: eml.hash, bytes: eml.bytes, createdAt: context.now() },
    })
    .onConflictDoNothing({ target: mails.key })
    .returning({ id: mails.id });
  if (!row) {
    const [first] = await context.db.select({ id: mails.id }).from(mails).where(eq(mails.key, about.key));
    return { id: first?.id ?? id, isNew: false };
  }
  if (addresses.length > 0)
    await context.db
      .insert(mailDeliveries)
      .values(addresses.map((address) => ({ mailId: id, address, state: 'queued' as const, attempts: 0 })));
  await referenceBlobs(context, { ownerKind: 'mail', ownerId: id }, [eml]);
  await context.queue.send(mailJob, { mailId: id });
  return { id, isNew: true };
}
