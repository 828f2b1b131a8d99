import { and, desc, eq, gt, isNotNull, or } from 'drizzle-orm';
import { z } from 'zod';
import { command, query } from '../../command';
import { mailAddresses, unsubscriptions } from '../../db/schema';
import { AppError } from '../../errors';

const address = z.email().max(400).toLowerCase();
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write a time such as 22:00');

/** Takes an address off a topic; again, nothing changes. Who holds the signed link may do it: the door has checked it. */
export const unsubscribe = command({
  action: 'mail.unsubscribe',
  input: z.object({ topic: z.string().max(200), address }),
  async run(context, { topic, address }) {
    context.audit(`mails:${topic}`, { unsubscribed: address });
    await context.db
      .insert(unsubscriptions)
      .values({ topic, address, createdAt: context.now() })
      .onConflictDoNothing();
    return { topic, address };
  },
});

export const subscribeAgain = command({
  action: 'mail.unsubscribe',
  input: z.object({ topic: z.string().max(200), address }),
  async run(context, { topic, address }) {
    context.audit(`mails:${topic}`, { subscribed: address });
    await context.db
      .delete(unsubscriptions)
      .where(and(eq(unsubscriptions.topic, topic), eq(unsubscriptions.address, address)));
    return { topic, address };
  },
});

/** Mails go to an address again that was held back. */
export const releaseAddress = command({
  action: 'mail.send',
  input: z.object({ address }),
  async run(context, { address }) {
    context.audit(`address:${address}`, { released: true });
    await context.db
      .update(mailAddresses)
      .set({ heldSince: null, refusals: 0 })
      .where(eq(mailAddresses.address, address));
    return { address };
  },
});

/** Alerts for an address wait while these hours last, and come as one mail after them. Without times there are none. */
export const setQuietHours = command({
  action: 'mail.send',
  input: z.object({
    address,
    hours: z.object({ from: time, to: time, timeZone: z.string().max(100) }).optional(),
  }),
  async run(context, { address, hours }) {
    if (hours && hours.from === hours.to)
      throw new AppError(
        'bad_request',
        'Quiet hours need a beginning and another end, such as 22:00 to 07:00.',
      );
    if (hours) checkTimeZone(hours.timeZone);
    context.audit(`address:${address}`, { quietHours: hours ?? 'none' });
    const change = {
      quietFrom: hours?.from ?? null,
      quietTo: hours?.to ?? null,
      timeZone: hours?.timeZone ?? null,
    };
    await context.db
      .insert(mailAddresses)
      .values({ address, refusals: 0, ...change })
      .onConflictDoUpdate({ target: mailAddresses.address, set: change });
    return { address };
  },
});

function checkTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch (cause) {
    throw new AppError('bad_request', `“${timeZone}” is not a time zone. Use a name such as Europe/Berlin.`, {
      cause,
    });
  }
}

/** Addresses of which something is known: refused, held back, quiet at times, or gone from a topic. */
export const listReaders = query({
  action: 'mail.read',
  input: z.object({}),
  async run({ db }) {
    const known = await db
      .select()
      .from(mailAddresses)
      .where(
        or(
          gt(mailAddresses.refusals, 0),
          isNotNull(mailAddresses.heldSince),
          isNotNull(mailAddresses.quietFrom),
        ),
      )
      .orderBy(mailAddresses.address)
      .limit(500);
    const left = await db.select().from(unsubscriptions).orderBy(desc(unsubscriptions.createdAt)).limit(500);
    return { known, left };
  },
});
