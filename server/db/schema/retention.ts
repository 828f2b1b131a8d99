import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { id, instant } from './columns';

/** How long runs, mails and kept reports stay. No row: as shipped. */
export const retentionSettings = pgTable('retention_settings', {
  /** `workspace`: there is one. */
  id: id(),
  /** Days; null for ever, here and below. */
  executionDays: integer('execution_days'),
  /** So many of the newest of each schedule and outcome stay however old they are. */
  leastExecutions: integer('least_executions').notNull(),
  mailDays: integer('mail_days'),
  reportFileDays: integer('report_file_days'),
  /** Of older days only the last of what autosave kept stays. */
  revisionDays: integer('revision_days'),
  /** Deleted notebooks can be restored so long. */
  trashDays: integer('trash_days'),
  changedAt: instant('changed_at').notNull(),
  changedBy: text('changed_by').notNull(),
});
