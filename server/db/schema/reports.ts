import { index, integer, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { createdAt, id, instant } from './columns';

export const mails = pgTable(
  'mails',
  {
    id: id(),
    executionId: text('execution_id').notNull(),
    /** `report` or `failure`: each execution sends at most one of each. */
    kind: text('kind').$type<'report' | 'failure'>().notNull(),
    subject: text('subject').notNull(),
    recipients: jsonb('recipients').$type<string[]>().notNull(),
    /** `kept`: no mail server is configured. */
    state: text('state').$type<'queued' | 'sent' | 'kept' | 'failed'>().notNull(),
    emlHash: text('eml_hash').notNull(),
    bytes: integer('bytes').notNull(),
    attempts: integer('attempts').notNull(),
    /** When the next try is due, while `queued` after a failed one. */
    nextAttemptAt: instant('next_attempt_at'),
    error: text('error'),
    createdAt: createdAt(),
    sentAt: instant('sent_at'),
  },
  (table) => [
    unique('mails_execution').on(table.executionId, table.kind),
    index('mails_created').on(table.createdAt),
  ],
);
