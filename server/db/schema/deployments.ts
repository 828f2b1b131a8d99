import {
  bigint,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import { bytes, createdAt, createdBy, id, instant } from './columns';

/** A share of the callers, in percent, for some minutes. */
export interface RampStep {
  percent: number;
  minutes: number;
}

/** Who may see a new version, while the others get the stable one. `number` names this split: it stays as weights change. */
export type Split =
  | {
      kind: 'canary';
      number: number;
      version: number;
      percent: number;
      since: string;
      /** Steps by the clock; `step` is the one that stands, since `stepSince`. After the last: nothing, or the canary becomes stable. */
      ramp: { steps: RampStep[]; step: number; stepSince: string; promotes: boolean } | null;
    }
  | {
      kind: 'experiment';
      number: number;
      since: string;
      /** By which the arms are compared. */
      metric: 'mae' | 'rmse' | 'accuracy' | 'errorRate' | 'latency';
      /** Beside the stable version, which gets the rest. */
      arms: { version: number; percent: number }[];
    };

/** When the canary is taken back by itself: never before it has answered `leastRequests` in the window. */
export interface Bounds {
  windowMinutes: number;
  leastRequests: number;
  /** By how much the canary's share of failed requests may exceed the stable version's, 0 to 1. */
  errorRate: number | null;
  /** How many times the stable version's latency the canary's may be, at a percentile. */
  latency: { percentile: number; factor: number } | null;
  /** The largest Jensen–Shannon distance between the predictions of both, 0 to 0.83. */
  drift: number | null;
}

/** Of each serving process; null is no limit of the deployment's own. */
export interface Limits {
  perSecond: number | null;
  /** Requests at once that the rate lets through after a quiet time. */
  burst: number | null;
  concurrency: number | null;
  rows: number | null;
  milliseconds: number | null;
}

/** What a deployment serves and how: whole and unchangeable in each revision, so that what served when can be told for ever. */
export interface Routes {
  stable: { alias: string } | { version: number };
  split: Split | null;
  shadow: { version: number; number: number } | null;
  bounds: Bounds | null;
  limits: Limits;
  requiresKey: boolean;
}

export const deployments = pgTable(
  'deployments',
  {
    id: id(),
    name: text('name').notNull().unique(),
    /** Name of the model. */
    model: text('model').notNull(),
    description: text('description').notNull().default(''),
    /** Number of the revision that stands. */
    revision: integer('revision').notNull(),
    /** Decides, with a caller's key, on which side of a split the caller is. */
    salt: text('salt').notNull(),
    createdAt: createdAt(),
    createdBy: createdBy(),
    deletedAt: instant('deleted_at'),
  },
  (table) => [index('deployments_model').on(table.model)],
);

export type RevisionKind =
  | 'create'
  | 'change'
  | 'canary'
  | 'ramp'
  | 'promote'
  | 'held'
  | 'end-canary'
  | 'roll-back'
  | 'experiment'
  | 'end-experiment'
  | 'shadow'
  | 'end-shadow'
  | 'restore'
  | 'delete';

export const deploymentRevisions = pgTable(
  'deployment_revisions',
  {
    id: id(),
    deploymentId: text('deployment_id')
      .notNull()
      .references(() => deployments.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    kind: text('kind').$type<RevisionKind>().notNull(),
    routes: jsonb('routes').$type<Routes>().notNull(),
    reason: text('reason').notNull(),
    /** The figures it was decided on, and how long versions took to answer their warm-up. */
    grounds: jsonb('grounds').$type<Record<string, unknown>>().notNull(),
    at: instant('at').notNull(),
    by: text('by').notNull(),
  },
  (table) => [unique('deployment_revisions_number').on(table.deploymentId, table.number)],
);

export const deploymentKeys = pgTable(
  'deployment_keys',
  {
    id: id(),
    deploymentId: text('deployment_id')
      .notNull()
      .references(() => deployments.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** The first characters, by which a person tells it from others. */
    prefix: text('prefix').notNull(),
    /** SHA-256 of the whole key, which is random: nothing to guess, so nothing to slow down. */
    hash: text('hash').notNull().unique(),
    scopes: jsonb('scopes').$type<('predict' | 'label')[]>().notNull(),
    expiresAt: instant('expires_at'),
    revokedAt: instant('revoked_at'),
    lastUsedAt: instant('last_used_at'),
    createdAt: createdAt(),
    createdBy: createdBy(),
  },
  (table) => [index('deployment_keys_deployment').on(table.deploymentId)],
);

/** What one process served of a name in one minute, by role and version: written over while the minute lasts, so written twice is once. */
export const deploymentMinutes = pgTable(
  'deployment_minutes',
  {
    deployment: text('deployment').notNull(),
    minute: instant('minute').notNull(),
    process: text('process').notNull(),
    role: text('role').$type<'stable' | 'canary' | 'shadow' | 'arm'>().notNull(),
    version: integer('version').notNull(),
    /** Of the split that stood, 0 for none. */
    split: integer('split').notNull(),
    requests: integer('requests').notNull(),
    errors: integer('errors').notNull(),
    rows: bigint('rows', { mode: 'number' }).notNull(),
    /** Requests by bucket of latency. */
    latency: jsonb('latency').$type<Record<string, number>>().notNull(),
    /** Predicted classes with their counts; null of numbers. */
    classes: jsonb('classes').$type<Record<string, number>>(),
    /** Sketch of predicted numbers. */
    values: bytes('values'),
    cpuMs: doublePrecision('cpu_ms').notNull(),
    memoryBytes: bigint('memory_bytes', { mode: 'number' }).notNull(),
    /** Of shadows: rows compared with what was answered, how many were equal, and the sum and the largest of the differences of numbers. */
    compared: bigint('compared', { mode: 'number' }).notNull(),
    equal: bigint('equal', { mode: 'number' }).notNull(),
    difference: doublePrecision('difference').notNull(),
    largestDifference: doublePrecision('largest_difference').notNull(),
    /** Of shadows: requests that were not asked, since the shadow was behind. */
    dropped: integer('dropped').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'deployment_minutes_key',
      columns: [table.deployment, table.minute, table.process, table.role, table.version, table.split],
    }),
  ],
);

/** Requests that were turned away before a version was chosen. */
export const deploymentRefusals = pgTable(
  'deployment_refusals',
  {
    deployment: text('deployment').notNull(),
    minute: instant('minute').notNull(),
    process: text('process').notNull(),
    /** With a missing or wrong key. */
    unknown: integer('unknown').notNull(),
    /** Over the rate or the concurrency. */
    limited: integer('limited').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'deployment_refusals_key',
      columns: [table.deployment, table.minute, table.process],
    }),
  ],
);

/** One row: what a CPU hour costs, by which figures say what a deployment costs. */
export const servingPrice = pgTable('serving_price', {
  id: id(),
  perCpuHour: doublePrecision('per_cpu_hour').notNull(),
  currency: text('currency').notNull(),
  changedAt: instant('changed_at').notNull(),
  changedBy: text('changed_by').notNull(),
});
