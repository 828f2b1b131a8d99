import { index, integer, json, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { JsonNumber } from '@/cells/tracking/metric-point';
import { createdAt, createdBy, id, instant } from './columns';

/** Processes that work, as they tell of themselves. */
export const workers = pgTable('workers', {
  id: id(),
  /** Machine and process, as people read it. */
  name: text('name').notNull(),
  seenAt: instant('seen_at').notNull(),
});

/** Searches that a tab leads and workers share. Gone when the tab has ended them. */
export const searches = pgTable(
  'searches',
  {
    id: id(),
    notebookId: text('notebook_id').notNull(),
    /** The prepared table, as a stored file. */
    tableHash: text('table_hash').notNull(),
    /** As text: the order of keys is part of what the identity says. */
    options: json('options').$type<Record<string, unknown>>().notNull(),
    identity: jsonb('identity').$type<{ options: string; data: string; engine: string }>().notNull(),
    /** Workers that cannot help, by id: their name and why. */
    refusals: jsonb('refusals').$type<Record<string, { worker: string; reason: string }>>().notNull(),
    /** When its tab last asked for news. */
    heardAt: instant('heard_at').notNull(),
    createdAt: createdAt(),
    createdBy: createdBy(),
  },
  (table) => [index('searches_notebook').on(table.notebookId)],
);

interface StoredFold {
  value: JsonNumber;
  steps: number;
}

/** Trials that wait, run, or have ended and are not yet taken home. One that is not wanted has no row. */
export const searchTrials = pgTable(
  'search_trials',
  {
    searchId: text('search_id')
      .notNull()
      .references(() => searches.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    point: json('point').$type<{ branch: string; values: Record<string, unknown> }>().notNull(),
    state: text('state').$type<'queued' | 'running' | 'ended'>().notNull(),
    /** Rises with each worker that takes it. */
    fence: integer('fence').notNull(),
    /** Workers that ended over it. */
    losses: integer('losses').notNull(),
    workerId: text('worker_id'),
    workerName: text('worker_name'),
    /** Who holds it must be heard of until then. */
    leaseUntil: instant('lease_until'),
    steps: jsonb('steps').$type<{ step: number; metrics: Record<string, JsonNumber> }[]>().notNull(),
    folds: jsonb('folds').$type<StoredFold[]>(),
    end: jsonb('end').$type<
      { value: JsonNumber; steps: number; folds?: StoredFold[]; durationMs: number } | { problem: string }
    >(),
  },
  (table) => [primaryKey({ columns: [table.searchId, table.number] })],
);
