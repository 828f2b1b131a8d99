import { index, integer, jsonb, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import { createdAt, id, instant } from './columns';
import { type DigestPeriod, executions, schedules } from './schedules';

export const mails = pgTable(
  'mails',
  {
    id: id(),
    /** Of the execution that it tells of; null for alerts, digests and notices. */
    executionId: text('execution_id'),
    kind: text('kind').$type<'report' | 'failure' | 'alert' | 'digest' | 'notice'>().notNull(),
    /** What it is the one mail of, e.g. `report:<execution>`; null in mails from before there were keys. */
    key: text('key'),
    /** What a reader may unsubscribe from: `schedule:<id>`, `digest:<id>`, `alerts`. */
    topic: text('topic'),
    subject: text('subject').notNull(),
    recipients: jsonb('recipients').$type<string[]>().notNull(),
    /** Of all its deliveries together. `kept`: no mail server is configured. `held`: nobody is to be sent it, now or at all. */
    state: text('state').$type<'queued' | 'sent' | 'kept' | 'failed' | 'held'>().notNull(),
    emlHash: text('eml_hash').notNull(),
    bytes: integer('bytes').notNull(),
    attempts: integer('attempts').notNull(),
    /** When the next try is due, while `queued` after a failed one. */
    nextAttemptAt: instant('next_attempt_at'),
    /** The one try of a job that is sending it, and until when it counts as alive unless it says so again. */
    claimedBy: text('claimed_by'),
    claimedUntil: instant('claimed_until'),
    error: text('error'),
    createdAt: createdAt(),
    sentAt: instant('sent_at'),
  },
  (table) => [
    unique('mails_key').on(table.key),
    index('mails_created').on(table.createdAt),
    index('mails_state').on(table.state, table.createdAt),
  ],
);

/** A mail's fate with each of those whom it goes to: each gets a message of their own. */
export const mailDeliveries = pgTable(
  'mail_deliveries',
  {
    mailId: text('mail_id')
      .notNull()
      .references(() => mails.id, { onDelete: 'cascade' }),
    address: text('address').notNull(),
    /**
     * `refused`: the server said never (5xx). `failed`: given up after the last try. `held`: unsubscribed, or an address that is held back.
     * `quiet`: waits for the end of the quiet hours. `gathered`: went out in a later mail together with others.
     */
    state: text('state')
      .$type<'queued' | 'sent' | 'refused' | 'failed' | 'held' | 'quiet' | 'gathered'>()
      .notNull(),
    attempts: integer('attempts').notNull(),
    /** The server's words, or why it is held. */
    error: text('error'),
    /** End of the quiet hours it waits for. */
    waitsUntil: instant('waits_until'),
    sentAt: instant('sent_at'),
  },
  (table) => [
    primaryKey({ columns: [table.mailId, table.address] }),
    index('mail_deliveries_address').on(table.address, table.state),
  ],
);

/** What is known of an address: refusals, and when it wants no alerts. Lower case. */
export const mailAddresses = pgTable('mail_addresses', {
  address: text('address').primaryKey(),
  /** Permanent refusals since the last message that was taken. */
  refusals: integer('refusals').notNull(),
  lastRefusal: text('last_refusal'),
  lastRefusalAt: instant('last_refusal_at'),
  /** Since when nothing is sent to it any more; null while it is sent to. */
  heldSince: instant('held_since'),
  /** Quiet hours, "22:00" to "07:00" on the clock of `timeZone`. */
  quietFrom: text('quiet_from'),
  quietTo: text('quiet_to'),
  timeZone: text('time_zone'),
});

/** Who wants no mails about what. */
export const unsubscriptions = pgTable(
  'unsubscriptions',
  {
    topic: text('topic').notNull(),
    address: text('address').notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.topic, table.address] })],
);

/** Reports that wait for the next digest of a reader, and those that went out in one. */
export const digestEntries = pgTable(
  'digest_entries',
  {
    executionId: text('execution_id')
      .notNull()
      .references(() => executions.id, { onDelete: 'cascade' }),
    address: text('address').notNull(),
    period: text('period').$type<DigestPeriod>().notNull(),
    dueAt: instant('due_at').notNull(),
    /** The digest it went out in. */
    mailId: text('mail_id'),
  },
  (table) => [
    primaryKey({ columns: [table.executionId, table.address] }),
    index('digest_entries_due').on(table.mailId, table.dueAt),
  ],
);

/** Reports that are kept as files, under a name of their own in storage: `reports/<path>`. */
export const reportFiles = pgTable(
  'report_files',
  {
    /** Within `reports/`, e.g. `bikes/2026-03-02-0700-k3xq81mz.html`. */
    path: text('path').primaryKey(),
    scheduleId: text('schedule_id')
      .notNull()
      .references(() => schedules.id, { onDelete: 'cascade' }),
    executionId: text('execution_id').notNull(),
    bytes: integer('bytes').notNull(),
    createdAt: createdAt(),
  },
  (table) => [index('report_files_schedule').on(table.scheduleId, table.createdAt)],
);
