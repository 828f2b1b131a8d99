import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';
import type { RunKind, RunStatus } from '@/cells/tracking/run-event';
import { bytes, createdAt, createdBy, id, instant } from './columns';

export const experiments = pgTable('experiments', {
  id: id(),
  name: text('name').notNull().unique(),
  /** The notebook whose trainings it holds: each has at most one of its own. */
  notebookId: text('notebook_id').unique(),
  tags: jsonb('tags').$type<Record<string, string>>().notNull(),
  createdAt: createdAt(),
  createdBy: createdBy(),
  updatedAt: instant('updated_at').notNull(),
  deletedAt: instant('deleted_at'),
});

export const runs = pgTable(
  'runs',
  {
    id: id(),
    experimentId: text('experiment_id')
      .notNull()
      .references(() => experiments.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    kind: text('kind').$type<RunKind>().notNull(),
    status: text('status').$type<RunStatus>().notNull(),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
    /** Of a notebook's run: when it last told of itself. A page with a training tells so every two minutes. */
    heardAt: instant('heard_at'),
    /** As the client says, which may be anybody's name; `createdBy` is who was let in. */
    userId: text('user_id').notNull(),
    parentId: text('parent_id'),
    learner: text('learner'),
    notebookId: text('notebook_id'),
    revisionId: text('revision_id'),
    sliceHash: text('slice_hash'),
    environment: jsonb('environment').$type<Record<string, string>>().notNull(),
    params: jsonb('params').$type<Record<string, string>>().notNull(),
    tags: jsonb('tags').$type<Record<string, string>>().notNull(),
    /** Logged models that went in and came out. */
    models: jsonb('models')
      .$type<{ inputs: { modelId: string }[]; outputs: { modelId: string; step: number }[] }>()
      .notNull(),
    note: text('note').notNull(),
    starred: boolean('starred').notNull(),
    archivedAt: instant('archived_at'),
    deletedAt: instant('deleted_at'),
    createdAt: createdAt(),
    createdBy: createdBy(),
  },
  (table) => [
    index('runs_experiment').on(table.experimentId, table.startedAt),
    index('runs_parent').on(table.parentId),
    index('runs_notebook').on(table.notebookId),
    index('runs_deleted').on(table.deletedAt),
  ],
);

/** The latest value of each metric of a run: greatest step, then timestamp, then value. */
export const runMetrics = pgTable(
  'run_metrics',
  {
    runId: text('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    key: text('key').notNull(),
    value: doublePrecision('value').notNull(),
    step: bigint('step', { mode: 'number' }).notNull(),
    timestamp: bigint('timestamp', { mode: 'number' }).notNull(),
    /** Points there are; the chunk being filled follows from it. */
    points: integer('points').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.key] }),
    index('run_metrics_key').on(table.key, table.value),
  ],
);

/** All points of a metric, packed, in the order they came (docs/decisions/090). */
export const runMetricChunks = pgTable(
  'run_metric_chunks',
  {
    runId: text('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    key: text('key').notNull(),
    number: integer('number').notNull(),
    points: bytes('points').notNull(),
    minStep: bigint('min_step', { mode: 'number' }).notNull(),
    maxStep: bigint('max_step', { mode: 'number' }).notNull(),
    minTimestamp: bigint('min_timestamp', { mode: 'number' }).notNull(),
    maxTimestamp: bigint('max_timestamp', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.key, table.number] })],
);

/** Data that a run read. */
export const runInputs = pgTable(
  'run_inputs',
  {
    runId: text('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    digest: text('digest').notNull(),
    /** What for: `training`, `validation` … */
    context: text('context').notNull(),
    sourceType: text('source_type').notNull(),
    source: text('source').notNull(),
    schema: text('schema'),
    profile: text('profile'),
    tags: jsonb('tags').$type<Record<string, string>>().notNull(),
    /** The version of a data set of ours, where it is one. */
    datasetId: text('dataset_id'),
    version: integer('version'),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.name, table.digest, table.context] }),
    index('run_inputs_dataset').on(table.datasetId, table.version),
  ],
);

/** Files of runs and logged models, by path in their folder. */
export const artifacts = pgTable(
  'artifacts',
  {
    ownerKind: text('owner_kind').$type<'run' | 'logged-model'>().notNull(),
    ownerId: text('owner_id').notNull(),
    path: text('path').notNull(),
    hash: text('hash').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.ownerKind, table.ownerId, table.path] })],
);

export interface LoggedModelMetric {
  key: string;
  /** Text for NaN and infinity. */
  value: number | 'NaN' | 'Infinity' | '-Infinity';
  step: number;
  timestamp: number;
  runId: string;
  datasetName?: string;
  datasetDigest?: string;
}

/** What the runs of a notebook took in the day from `since`: of files, those replaced meanwhile among them, and of events. */
export const notebookDays = pgTable('notebook_file_days', {
  notebookId: text('notebook_id').primaryKey(),
  since: instant('since').notNull(),
  bytes: bigint('bytes', { mode: 'number' }).notNull(),
  eventBytes: bigint('event_bytes', { mode: 'number' }).notNull().default(0),
});

/** A model that a run wrote, before anybody registers it (MLflow 3). */
export const loggedModels = pgTable(
  'logged_models',
  {
    id: id(),
    experimentId: text('experiment_id')
      .notNull()
      .references(() => experiments.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    status: text('status').$type<'PENDING' | 'READY' | 'UPLOAD_FAILED'>().notNull(),
    type: text('type').notNull(),
    sourceRunId: text('source_run_id'),
    params: jsonb('params').$type<Record<string, string>>().notNull(),
    tags: jsonb('tags').$type<Record<string, string>>().notNull(),
    metrics: jsonb('metrics').$type<LoggedModelMetric[]>().notNull(),
    createdAt: createdAt(),
    createdBy: createdBy(),
    updatedAt: instant('updated_at').notNull(),
    deletedAt: instant('deleted_at'),
  },
  (table) => [
    index('logged_models_experiment').on(table.experimentId, table.createdAt),
    index('logged_models_run').on(table.sourceRunId),
  ],
);

/** The greatest number of an event that each client has had taken in: what comes again is known by it. */
export const eventClients = pgTable('event_clients', {
  client: text('client').primaryKey(),
  sequence: bigint('sequence', { mode: 'number' }).notNull(),
  seenAt: instant('seen_at').notNull(),
});
