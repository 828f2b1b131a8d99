import { boolean, index, integer, jsonb, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import type { CheckResult } from '@/cells/bridge/messages';
import { createdAt, createdBy, id, instant } from './columns';
import { notebooks } from './notebooks';

/** A named list of days on which nothing runs by itself. */
export const calendars = pgTable('calendars', {
  id: id(),
  name: text('name').notNull().unique(),
  /** `2026-04-03`, or `12-25` for every year, each with what the day is. */
  days: jsonb('days').$type<CalendarDay[]>().notNull(),
  /** Saturdays and Sundays are left out too. */
  weekends: boolean('weekends').notNull(),
  createdAt: createdAt(),
  createdBy: createdBy(),
});

export type DigestPeriod = 'daily' | 'weekly';

export interface CalendarDay {
  date: string;
  label: string;
}

export const schedules = pgTable(
  'schedules',
  {
    id: id(),
    notebookId: text('notebook_id')
      .notNull()
      .references(() => notebooks.id, { onDelete: 'cascade' }),
    /** The pinned revision that runs. */
    revisionId: text('revision_id').notNull(),
    name: text('name').notNull(),
    /** Null for one that only events start. */
    cron: text('cron'),
    timeZone: text('time_zone').notNull(),
    /** Nothing is due before the one, nor after the other. */
    startsAt: instant('starts_at'),
    endsAt: instant('ends_at'),
    calendarId: text('calendar_id').references(() => calendars.id),
    /** On a day that the calendar leaves out: not at all, or on the next day that it does not leave out. */
    onDayOff: text('on_day_off').$type<'leave-out' | 'next-day'>().notNull().default('leave-out'),
    /** A run begins up to so many seconds after it is due, always as many for the same due time. */
    jitterSeconds: integer('jitter_seconds').notNull().default(0),
    /** What becomes of due times that passed while no worker was there. */
    missed: text('missed').$type<'once' | 'all' | 'none'>().notNull().default('once'),
    /** What becomes of a run whose predecessor has not ended. */
    overlap: text('overlap').$type<'queue' | 'skip' | 'replace'>().notNull().default('queue'),
    /** The higher goes first where runs wait for a worker. */
    priority: integer('priority').notNull().default(0),
    timeLimitSeconds: integer('time_limit_seconds'),
    memoryLimitMegabytes: integer('memory_limit_megabytes'),
    /** Values for inputs of the notebook, by name. */
    parameters: jsonb('parameters').$type<Record<string, unknown>>().notNull().default({}),
    recipients: jsonb('recipients').$type<string[]>().notNull(),
    /** Who is told when a run fails or its report cannot be written; the recipients when empty. */
    failureRecipients: jsonb('failure_recipients').$type<string[]>().notNull().default([]),
    /** Whether the report goes along as a PDF. */
    attachPdf: boolean('attach_pdf').notNull().default(false),
    /** Each report in a mail of its own, or gathered with those of other schedules into one mail a day or a week. */
    digest: text('digest').$type<DigestPeriod>(),
    /** Folder in storage in which each report is kept as a file; null for none. */
    keepIn: text('keep_in'),
    /** When a report is mailed. Errors are mailed always. */
    notify: text('notify').$type<'always' | 'changes' | 'problems'>().notNull(),
    retryLimit: integer('retry_limit').notNull(),
    /** Before the second try; four times as long before each other. */
    retryWaitSeconds: integer('retry_wait_seconds').notNull().default(30),
    enabled: boolean('enabled').notNull(),
    /** The next due time; moved on in the transaction that makes the execution. */
    nextDueAt: instant('next_due_at'),
    /** When that run begins: the due time and its jitter. */
    nextStartAt: instant('next_start_at'),
    createdAt: createdAt(),
    createdBy: createdBy(),
    deletedAt: instant('deleted_at'),
  },
  (table) => [index('schedules_next_start').on(table.nextStartAt)],
);

/** What starts a schedule beside its clock. */
export const scheduleTriggers = pgTable(
  'schedule_triggers',
  {
    id: id(),
    scheduleId: text('schedule_id')
      .notNull()
      .references(() => schedules.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<TriggerKind>().notNull(),
    /** Of which data set, model or schedule, by id; null for any. */
    subject: text('subject'),
    /** Of an alias its name; of an ended schedule `succeeded`, `failed` or `always`. */
    condition: text('condition'),
    /** Of a webhook, sealed. */
    secret: text('secret'),
    createdAt: createdAt(),
    createdBy: createdBy(),
  },
  (table) => [
    index('schedule_triggers_kind').on(table.kind, table.subject),
    index('schedule_triggers_schedule').on(table.scheduleId),
  ],
);
export type TriggerKind = 'dataset' | 'alert' | 'version' | 'alias' | 'webhook' | 'ended';

/** The runs that a schedule owes for a range of past due times. */
export const backfills = pgTable(
  'backfills',
  {
    id: id(),
    scheduleId: text('schedule_id')
      .notNull()
      .references(() => schedules.id, { onDelete: 'cascade' }),
    /** First and last day, `2026-01-31`, in the time zone of the schedule. */
    firstDay: text('first_day').notNull(),
    lastDay: text('last_day').notNull(),
    parameters: jsonb('parameters').$type<Record<string, unknown>>().notNull(),
    /** So many run at once. */
    concurrency: integer('concurrency').notNull(),
    /** Due times in the range, and those of them that had succeeded before. */
    total: integer('total').notNull(),
    done: integer('done').notNull(),
    stoppedAt: instant('stopped_at'),
    createdAt: createdAt(),
    createdBy: createdBy(),
  },
  (table) => [index('backfills_schedule').on(table.scheduleId, table.createdAt)],
);

export interface FrozenOutputs {
  /** Of this shape; 1 where it is not said. */
  format?: 1;
  cells: {
    cellId: number;
    name: string;
    kind: string;
    state: string;
    text: string;
    console: string;
    /** What readers of its value should know. */
    cautions?: string[];
    error?: string;
    durationMs?: number;
    /** Heading and caption of the output, which its picture leaves to the text around it. */
    title?: string;
    caption?: string;
    htmlHash: string;
    pictureHash?: string;
    pictureWidth?: number;
    pictureHeight?: number;
    /** What the output says of itself part by part. */
    parts?: { title: string; htmlHash: string; pictureHash?: string }[];
  }[];
}

/** `program`: a service of this server asked for it, and is told of its end. */
export type ExecutionTrigger = 'schedule' | 'manual' | 'backfill' | 'program' | TriggerKind;
/** `stopped`: ended before its time by a person, or by the run after it. `skipped`: due, and left out; `error` says why. */
export type ExecutionStatus = 'queued' | 'running' | 'succeeded' | 'failed' | 'stopped' | 'skipped';

export const executions = pgTable(
  'executions',
  {
    id: id(),
    scheduleId: text('schedule_id').references(() => schedules.id, { onDelete: 'cascade' }),
    notebookId: text('notebook_id').notNull(),
    revisionId: text('revision_id').notNull(),
    dueAt: instant('due_at').notNull(),
    /** The time, event or act it owes itself to: one execution for each, however many workers there are. */
    occasion: text('occasion'),
    trigger: text('trigger').$type<ExecutionTrigger>().notNull(),
    /** What started it, in words, where that was no clock. */
    cause: text('cause'),
    /** How many executions led to this one, each by its end or its alert. */
    chainDepth: integer('chain_depth').notNull().default(0),
    /** A job that is told of its end, by name: its data is `{executionId}`. */
    endedJob: text('ended_job'),
    backfillId: text('backfill_id').references(() => backfills.id, { onDelete: 'cascade' }),
    parameters: jsonb('parameters').$type<Record<string, unknown>>().notNull().default({}),
    /** The time before `dueAt` that it is about: since the due time before. */
    windowFrom: instant('window_from'),
    priority: integer('priority').notNull().default(0),
    /** Its job was sent; others of its schedule, or of its back-fill, go first until then. */
    isReleased: boolean('is_released').notNull().default(true),
    status: text('status').$type<ExecutionStatus>().notNull(),
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
    unique('executions_occasion').on(table.scheduleId, table.occasion),
    index('executions_schedule').on(table.scheduleId, table.createdAt),
    index('executions_backfill').on(table.backfillId, table.dueAt),
    index('executions_status').on(table.status, table.createdAt),
    index('executions_notebook').on(table.notebookId, table.createdAt),
    index('executions_created').on(table.createdAt),
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
