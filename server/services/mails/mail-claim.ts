import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { mails } from '../../db/schema';

/** Whoever sends a mail and is not heard of for so long has ended. */
const claimMs = 120_000;

/** One try of one job, e.g. `0198…/2`: that of the third time that the queue gave it out. */
export const mailClaim = z.string().regex(/^[^/]{1,100}\/\d+$/);

export const claimOf = ({ id, retryCount }: { readonly id: string; readonly retryCount: number }): string =>
  `${id}/${retryCount}`;

type Claimed = Pick<typeof mails.$inferSelect, 'claimedBy' | 'claimedUntil'>;

/** Whether somebody is sending it now. */
export const isHeld = ({ claimedBy, claimedUntil }: Claimed, now: Date): boolean =>
  claimedBy !== null && claimedUntil !== null && claimedUntil > now;

/** A job that is given out again takes over from itself: the queue does that when whoever had it is gone. */
export const isHeldByOther = (mail: Claimed, claim: string, now: Date): boolean =>
  isHeld(mail, now) && jobOf(mail.claimedBy ?? '') !== jobOf(claim);

const jobOf = (claim: string): string => claim.slice(0, claim.indexOf('/'));

export const claimedBy = (claim: string, now: Date) => ({
  claimedBy: claim,
  claimedUntil: new Date(now.getTime() + claimMs),
});

export const unclaimed = { claimedBy: null, claimedUntil: null } as const;

/** Says that the mail is still being sent; `isMine` is false once another has it. */
export async function renewClaim(
  { db, now }: Pick<CommandContext, 'db' | 'now'>,
  { id, claim }: { readonly id: string; readonly claim: string },
): Promise<{ readonly isMine: boolean }> {
  const renewed = await db
    .update(mails)
    .set(claimedBy(claim, now()))
    .where(and(eq(mails.id, id), eq(mails.claimedBy, claim)))
    .returning({ id: mails.id });
  return { isMine: renewed.length > 0 };
}

/** The same by itself, while a reader's mail server takes its time. */
export const holdMail = command({
  action: 'mail.send',
  isLog: true,
  input: z.object({ id: z.string().max(100), claim: mailClaim }),
  run: (context, input) => renewClaim(context, input),
});
