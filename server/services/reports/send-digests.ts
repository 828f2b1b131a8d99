import { createHash } from 'node:crypto';
import { and, asc, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { Context } from '../../context';
import { type DigestPeriod, digestEntries, executions, unsubscriptions } from '../../db/schema';
import { queueMail, type Shrink, type StoredLetter, storeLetter } from '../mails';
import { writeDigest } from './write-digest';

/** Readers of one look; the others are served by the next, half a minute later. */
const mostEntries = 5000;
const mostLetters = 20;

/** Readers who get the same digest. */
interface Group {
  readonly period: DigestPeriod;
  readonly addresses: readonly string[];
  readonly executionIds: readonly string[];
}

/**
 * The digests that are due, one mail for readers of the same reports. Each entry goes out once: the transaction that queues the mail
 * takes its entries, and whoever comes second finds none.
 */
export const sendDigests = command({
  action: 'mail.send',
  isLog: true,
  input: z.object({ shrink: z.custom<Shrink>((value) => typeof value === 'function').optional() }),
  async prepare(context, { shrink }) {
    const letters: { group: Group; stored: StoredLetter }[] = [];
    for (const group of (await readDue(context)).slice(0, mostLetters)) {
      const { period, addresses, executionIds } = group;
      const letter = await writeDigest(context, executionIds, { period, shrink });
      letters.push({ group, stored: await storeLetter(context, letter, addresses) });
    }
    return letters;
  },
  async run(context, _input, letters: { group: Group; stored: StoredLetter }[]) {
    let sent = 0;
    for (const { group, stored } of letters) {
      const isOfGroup = and(
        isNull(digestEntries.mailId),
        inArray(digestEntries.address, [...group.addresses]),
        inArray(digestEntries.executionId, [...group.executionIds]),
      );
      const held = await context.db
        .select({ address: digestEntries.address })
        .from(digestEntries)
        .where(isOfGroup)
        .for('update');
      // Another worker was faster, with all of them or with some; the next look gathers what is left.
      if (held.length !== group.addresses.length * group.executionIds.length) continue;
      const { id } = await queueMail(context, stored, {
        ...{ key: keyOf(group), kind: 'digest', topic: `digest:${group.period}` },
      });
      await context.db.update(digestEntries).set({ mailId: id }).where(isOfGroup);
      context.audit(`mail:${id}`, { digest: group.period, executions: group.executionIds.length });
      sent += 1;
    }
    return { sent };
  },
});

const keyOf = ({ period, addresses, executionIds }: Group): string => {
  const about = createHash('sha256')
    .update(JSON.stringify([addresses, executionIds]))
    .digest('hex');
  return `digest:${period}:${about.slice(0, 32)}`;
};

/** What waits for its time no longer, less what a reader has left since. */
async function readDue({ db, now }: Pick<Context, 'db' | 'now'>): Promise<Group[]> {
  const due = await db
    .select({
      executionId: digestEntries.executionId,
      address: digestEntries.address,
      period: digestEntries.period,
    })
    .from(digestEntries)
    .innerJoin(executions, eq(executions.id, digestEntries.executionId))
    .leftJoin(
      unsubscriptions,
      and(
        eq(unsubscriptions.address, digestEntries.address),
        eq(unsubscriptions.topic, sql`'schedule:' || ${executions.scheduleId}`),
      ),
    )
    .where(
      // Entries of those who left wait for ever, and must not take the place of others'.
      and(isNull(digestEntries.mailId), lte(digestEntries.dueAt, now()), isNull(unsubscriptions.address)),
    )
    .orderBy(asc(digestEntries.address), asc(digestEntries.executionId))
    .limit(mostEntries);
  const byReader = new Map<string, { period: DigestPeriod; address: string; executionIds: string[] }>();
  for (const { executionId, address, period } of due) {
    const key = `${period} ${address}`;
    const reader = byReader.get(key) ?? { period, address, executionIds: [] };
    reader.executionIds.push(executionId);
    byReader.set(key, reader);
  }
  const groups = new Map<string, { period: DigestPeriod; addresses: string[]; executionIds: string[] }>();
  for (const { period, address, executionIds } of byReader.values()) {
    const key = JSON.stringify([period, executionIds]);
    const group = groups.get(key) ?? { period, executionIds, addresses: [] };
    group.addresses.push(address);
    groups.set(key, group);
  }
  return [...groups.values()];
}
