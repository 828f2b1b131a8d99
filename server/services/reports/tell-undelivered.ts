import { and, eq, gte, inArray, notExists, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import { command } from '../../command';
import type { Context } from '../../context';
import { executions, mailDeliveries, mails, schedules } from '../../db/schema';
import { queueMail, resolveRecipients, type StoredLetter, storeLetter, writeNotice } from '../mails';

const dayMs = 24 * 3_600_000;
const told = alias(mails, 'told');

/** Reports of the last day that somebody did not get, of which nobody was told yet. */
const readUndelivered = ({ db, now }: Pick<Context, 'db' | 'now'>) =>
  db
    .select({ id: mails.id, subject: mails.subject, executionId: mails.executionId, schedule: schedules })
    .from(mails)
    .innerJoin(executions, eq(executions.id, mails.executionId))
    .innerJoin(schedules, eq(schedules.id, executions.scheduleId))
    .where(
      and(
        ...[eq(mails.kind, 'report'), eq(mails.state, 'failed')],
        gte(mails.createdAt, new Date(now().getTime() - dayMs)),
        notExists(
          db
            .select({ id: told.id })
            .from(told)
            .where(eq(told.key, sql`'undelivered:' || ${mails.id}`)),
        ),
      ),
    )
    .limit(20);

/** A report that did not reach somebody is told to those who are told of failures, with the server's words; once. */
export const tellUndelivered = command({
  action: 'mail.send',
  isLog: true,
  input: z.object({}),
  async prepare(context) {
    const notices: { id: string; scheduleId: string; stored: StoredLetter }[] = [];
    for (const { id, subject, executionId, schedule } of await readUndelivered(context)) {
      const missed = await context.db
        .select({ address: mailDeliveries.address, error: mailDeliveries.error })
        .from(mailDeliveries)
        .where(and(eq(mailDeliveries.mailId, id), inArray(mailDeliveries.state, ['refused', 'failed'])));
      const list = schedule.failureRecipients.length > 0 ? schedule.failureRecipients : schedule.recipients;
      const { addresses } = await resolveRecipients(context, list, () => undefined);
      const lost = new Set(missed.map(({ address }) => address.toLowerCase()));
      const letter = await writeNotice({
        ...{ title: schedule.name, about: schedule.name, tone: 'failed' },
        headline: 'a report did not reach everybody',
        paragraphs: [
          `“${subject}” was not taken for:`,
          ...missed.map(({ address, error }) => `${address}: ${error ?? 'no reason was given'}`),
        ],
        link: { label: 'Open the run', url: `${context.config.url}/executions/${executionId}` },
      });
      const readers = addresses.filter((address) => !lost.has(address.toLowerCase()));
      notices.push({ id, scheduleId: schedule.id, stored: await storeLetter(context, letter, readers) });
    }
    return notices;
  },
  async run(context, _input, notices: { id: string; scheduleId: string; stored: StoredLetter }[]) {
    for (const { id, scheduleId, stored } of notices)
      await queueMail(context, stored, {
        ...{ key: `undelivered:${id}`, kind: 'notice', topic: `schedule:${scheduleId}` },
      });
    if (notices.length > 0) context.audit('mails', { undelivered: notices.map(({ id }) => id) });
    return { told: notices.length };
  },
});
