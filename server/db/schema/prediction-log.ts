import { bigint, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { createdAt, createdBy, id, instant } from './columns';

/** How long a model's log is kept, and how much of it; without a row for ever, and all. */
export const logSettings = pgTable('log_settings', {
  model: text('model').primaryKey(),
  keepDays: integer('keep_days'),
  /** One of so many requests is kept, 1: all. */
  keepOneOf: integer('keep_one_of').notNull().default(1),
  changedAt: instant('changed_at').notNull(),
  changedBy: text('changed_by').notNull(),
});

/** A file of the log, before or after it was written anew. */
export interface RewrittenFile {
  readonly key: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** What is rewritten together: the files of one day become one. */
export interface RewrittenDay {
  readonly model: string;
  readonly kind: 'predictions' | 'labels';
  readonly day: string;
  readonly before: RewrittenFile[];
  readonly after: RewrittenFile;
}

/** Whose predictions were erased, known by a salted hash of the key alone. */
export const logErasures = pgTable(
  'log_erasures',
  {
    id: id(),
    /** Null: of every model. */
    model: text('model'),
    keyHash: text('key_hash').notNull(),
    /** What was logged until then goes; null: what comes later is left out too. */
    until: instant('until'),
    state: text('state').$type<'running' | 'done'>().notNull(),
    predictions: bigint('predictions', { mode: 'number' }).notNull().default(0),
    labels: bigint('labels', { mode: 'number' }).notNull().default(0),
    days: jsonb('days').$type<RewrittenDay[]>().notNull().default([]),
    reason: text('reason').notNull().default(''),
    createdAt: createdAt(),
    createdBy: createdBy(),
    doneAt: instant('done_at'),
  },
  (table) => [index('log_erasures_model').on(table.model)],
);
