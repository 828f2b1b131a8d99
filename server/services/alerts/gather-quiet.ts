import { and, eq, inArray, lte } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { Context } from '../../context';
import { mailDeliveries, mails } from '../../db/schema';
import { mailJob, queueMail, type StoredLetter, storeLetter, writeNotice } from '../mails';

/** Readers whose quiet hours are over, with what waited for them. */
async function listWaiting({ db, now }: Pick<Context, 'db' | 'now'>) {
  const waiting = await db
    .select({
      mailId: mails.id,
      address: mailDeliveries.address,
      subject: mails.subject,
      at: mails.createdAt,
    })
    .from(mailDeliveries)
    .innerJoin(mails, eq(mails.id, mailDeliveries.mailId))
    .where(and(eq(mailDeliveries.state, 'quiet'), lte(mailDeliveries.waitsUntil, now())))
    .orderBy(mails.createdAt)
    .limit(1000);
  const byReader = new Map<string, typeof waiting>();
  for (const one of waiting) byReader.set(one.address, [...(byReader.get(one.address) ?? []), one]);
  return byReader;
}

/** What came in the quiet hours of a reader goes out as one mail after them; a single one goes as it is. */
export const gatherQuietAlerts = command({
  action: 'mail.send',
  isLog: true,
  input: z.object({}),
  async prepare(context) {
    return Promise.all(
      [...(await listWaiting(context))].map(async ([address, held]) => ({
        address,
        held,
        letter:
          held.length > 1
            ? await storeLetter(context, await gather(context.config.url, held), [address])
            : undefined,
      })),
    );
  },
  async run(
    context,
    _input,
    readers: { address: string; held: { mailId: string }[]; letter?: StoredLetter }[],
  ) {
    for (const { address, held, letter } of readers) {
      const ids = held.map(({ mailId }) => mailId);
      const moved = await context.db
        .update(mailDeliveries)
        .set({ state: letter ? 'gathered' : 'queued', waitsUntil: null })
        .where(
          and(
            eq(mailDeliveries.address, address),
            eq(mailDeliveries.state, 'quiet'),
            inArray(mailDeliveries.mailId, ids),
          ),
        )
        .returning({ mailId: mailDeliveries.mailId });
      const [first] = moved;
      // Another worker was faster.
      if (!first) continue;
      context.audit(`address:${address}`, { gathered: moved.length });
      if (letter)
        await queueMail(context, letter, {
          key: `quiet:${address}:${first.mailId}`,
          kind: 'alert',
          topic: 'alerts',
        });
      else {
        await context.db.update(mails).set({ state: 'queued' }).where(eq(mails.id, first.mailId));
        await context.queue.send(mailJob, { mailId: first.mailId });
      }
    }
    return { readers: readers.length };
  },
});

const gather = (url: string, held: readonly { subject: string; at: Date }[]) =>
  writeNotice({
    title: 'Alerts',
    about: 'While your hours were quiet',
    headline: `${held.length} messages while it was quiet`,
    tone: 'problems',
    sections: held.map(({ subject, at }) => ({
      text: `${subject} (${at.toISOString().slice(0, 16).replace('T', ' ')} UTC)`,
    })),
    link: { label: 'Open the alerts', url: `${url}/monitoring` },
  });
