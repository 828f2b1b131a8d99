import { bigint, boolean, index, integer, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core';
import type { Verdict } from '@/cells/gates/judge-rule';
import type { Gates } from '@/cells/gates/rules';
import { createdAt, createdBy, id, instant } from './columns';
import { models, modelVersions } from './registry';

/** The gates of a model, each edition for ever: the newest holds. */
export const gateEditions = pgTable(
  'gate_editions',
  {
    id: id(),
    modelId: text('model_id')
      .notNull()
      .references(() => models.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    /** The aliases that move only through these gates. */
    aliases: jsonb('aliases').$type<string[]>().notNull(),
    /** Read by `readGates`, never trusted. */
    gates: jsonb('gates').$type<Gates>().notNull(),
    createdAt: createdAt(),
    createdBy: createdBy(),
  },
  (table) => [unique('gate_editions_number').on(table.modelId, table.number)],
);

/** A version held against the gates of an alias, with each verdict; kept for ever. */
export const gateChecks = pgTable(
  'gate_checks',
  {
    id: id(),
    modelId: text('model_id')
      .notNull()
      .references(() => models.id, { onDelete: 'cascade' }),
    version: integer('version').notNull(),
    alias: text('alias').notNull(),
    /** Where the alias stood when the check began; what was found holds against that version only. */
    against: integer('against'),
    edition: integer('edition').notNull(),
    state: text('state').$type<'running' | 'waiting' | 'passed' | 'failed'>().notNull(),
    /** What is being looked at while it runs. */
    progress: text('progress').notNull(),
    /** Said to whoever approves. */
    note: text('note').notNull(),
    verdicts: jsonb('verdicts').$type<Verdict[]>().notNull(),
    createdAt: createdAt(),
    createdBy: createdBy(),
    finishedAt: instant('finished_at'),
  },
  (table) => [index('gate_checks_version').on(table.modelId, table.version, table.createdAt)],
);

/** What a person said of a version, having seen a check of it. */
export const approvals = pgTable(
  'approvals',
  {
    id: id(),
    checkId: text('check_id')
      .notNull()
      .references(() => gateChecks.id, { onDelete: 'cascade' })
      .unique(),
    askedAt: instant('asked_at').notNull(),
    askedBy: text('asked_by').notNull(),
    decision: text('decision').$type<'approved' | 'rejected'>(),
    comment: text('comment').notNull(),
    /** The author approved, as nobody else could. */
    isAuthor: boolean('is_author').notNull(),
    decidedAt: instant('decided_at'),
    decidedBy: text('decided_by'),
  },
  (table) => [index('approvals_open').on(table.decision, table.askedAt)],
);

/** The sections of a version's model card that were written by hand; the others are written from what is known. */
export const modelCards = pgTable('model_cards', {
  versionId: text('version_id')
    .primaryKey()
    .references(() => modelVersions.id, { onDelete: 'cascade' }),
  sections: jsonb('sections').$type<Record<string, string>>().notNull(),
  /** The version whose card it began with. */
  from: integer('from'),
  changedAt: instant('changed_at').notNull(),
  changedBy: text('changed_by').notNull(),
});

/** How good a version is on its held-out rows, as its card says it: written once by a job, as a version never changes. */
export const versionFigures = pgTable('version_figures', {
  versionId: text('version_id')
    .primaryKey()
    .references(() => modelVersions.id, { onDelete: 'cascade' }),
  figures: jsonb('figures').$type<VersionFigures>().notNull(),
  at: instant('at').notNull(),
});

export interface VersionFigures {
  readonly rows: number;
  /** With 95 % intervals. */
  readonly metrics: Readonly<Record<string, { value: number; low: number; high: number }>>;
  /** Worst first: those that are clearly worse than the rest. */
  readonly slices: readonly {
    name: string;
    size: number;
    metric: string;
    value: number;
    low: number;
    high: number;
  }[];
}

/** Proof of a deletion: what there was, by hash, and that it was taken out. Nothing refers to it, nothing deletes it. */
export const modelDeletions = pgTable(
  'model_deletions',
  {
    id: id(),
    model: text('model').notNull(),
    /** Null when the whole model went. */
    version: integer('version'),
    /** What the next version of this name is numbered: numbers are never used again. */
    nextVersion: integer('next_version').notNull(),
    record: jsonb('record').$type<DeletionRecord>().notNull(),
    /** sha256 of the record's canonical JSON. */
    recordHash: text('record_hash').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    at: instant('at').notNull(),
    by: text('by').notNull(),
  },
  (table) => [index('model_deletions_model').on(table.model, table.at)],
);

export interface DeletionRecord {
  readonly model: string;
  readonly reason: string;
  readonly versions: readonly {
    readonly number: number;
    readonly createdAt: string;
    readonly sliceHash: string;
    readonly files: Readonly<Record<string, { hash: string; bytes: number }>>;
  }[];
  /** The whole history of a model's aliases, when the model went. */
  readonly moves: readonly {
    readonly alias: string;
    readonly from: number | null;
    readonly to: number | null;
    readonly at: string;
  }[];
}
