import { boolean, index, integer, jsonb, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import type { CheckResult } from '@/cells/bridge/messages';
import { createdAt, createdBy, id, instant } from './columns';
import { notebooks } from './notebooks';

export const schedules = pgTable('schedules', {
  id: id(),
  notebookId: text('notebook_id')
    .notNull()
    .references(() => notebooks.id, { onDelete: 'cascade' }),
  /** The pinned revision that runs. */
  revisionId: text('revision_id').notNull(),
  name: text('name').notNull(),
  cron: text('cron').notNull(),
  timeZone: text('time_zone').notNull(),
  recipients: jsonb('recipients').$type<string[]>().notNull(),
  /** Who is told when a run fails or its report cannot be written; the recipients when empty. */
  failureRecipients: jsonb('failure_recipients').$type<string[]>().notNull().default([]),
  /** Whether the report goes along as a PDF. */
  attachPdf: boolean('attach_pdf').notNull().default(false),
  /** When a report is mailed. Errors are mailed always. */
  notify: text('notify').$type<'always' | 'changes' | 'problems'>().notNull(),
  retryLimit: integer('retry_limit').notNull(),
  enabled: boolean('enabled').notNull(),
  /** The next due time; moved on in the transaction that makes the execution. */
  nextDueAt: instant('next_due_at'),
  createdAt: createdAt(),
  createdBy: createdBy(),
  deletedAt: instant('deleted_at'),
});

export interface FrozenOutputs {
  cells: {
    cellId: number;
    name: string;
    kind: string;
    state: string;
    text: string;
    console: string;
    error?: string;
    durationMs?: number;
    /** Heading and caption of the output, which its picture leaves to the text around it. */
    title?: string;
    caption?: string;
    htmlHash: string;
    pictureHash?: string;
    pictureWidth?: number;
    pictureHeight?: number;
  }[];
}

export const executions = pgTable(
  'executions',
  {
    id: id(),
    scheduleId: text('schedule_id').references(() => schedules.id, { onDelete: 'cascade' }),
    notebookId: text('notebook_id').notNull(),
    revisionId: text('revision_id').notNull(),
    /** One execution for each due time, however many workers there are. */
    dueAt: instant('due_at').notNull(),
    trigger: text('trigger').$type<'schedule' | 'manual'>().notNull(),
    status: text('status').$type<'queued' | 'running' | 'succeeded' | 'failed'>().notNull(),
    /** Of a succeeded one: did every check pass. */
    verdict: text('verdict').$type<'ok' | 'problems'>(),
    attempt: integer('attempt').notNull(),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
    error: text('error'),
    log: text('log').notNull(),
    outputs: jsonb('outputs').$type<FrozenOutputs>(),
    checks: jsonb('checks').$type<CheckResult[]>().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    unique('executions_due').on(table.scheduleId, table.dueAt),
    index('executions_notebook').on(table.notebookId, table.createdAt),
  ],
);

/** Versions of data sets that an execution read, in any of its attempts. */
export const executionInputs = pgTable(
  'execution_inputs',
  {
    executionId: text('execution_id')
      .notNull()
      .references(() => executions.id, { onDelete: 'cascade' }),
    datasetId: text('dataset_id').notNull(),
    version: integer('version').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.executionId, table.datasetId, table.version] }),
    index('execution_inputs_dataset').on(table.datasetId, table.version),
  ],
);
