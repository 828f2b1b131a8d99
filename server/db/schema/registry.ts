import { bigint, index, integer, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core';
import type { PackageManifest } from '@/cells/ml/model';
import { createdAt, createdBy, id, instant } from './columns';

export const models = pgTable('models', {
  id: id(),
  name: text('name').notNull().unique(),
  description: text('description').notNull(),
  nextVersion: integer('next_version').notNull(),
  /** Who answers for it, in words. */
  owner: text('owner').notNull().default(''),
  licence: text('licence').notNull().default(''),
  tags: jsonb('tags').$type<Record<string, string>>().notNull().default({}),
  createdAt: createdAt(),
  createdBy: createdBy(),
});

/** What came out otherwise, as promoted and as remade; null for what one of the two does not have. */
export type Difference =
  | { of: 'metric'; name: string; promoted: number | null; remade: number | null }
  | { of: 'environment'; name: string; promoted: string | null; remade: string | null }
  /** Bytes of a weights file, and how many of them differ. */
  | { of: 'weights'; name: string; promoted: number | null; remade: number | null; differing: number };

/** What a re-run found. Those of older re-runs do not say where they ran and what differed. */
export type Verdict = { environment?: Record<string, string>; differences?: Difference[] } & (
  | { verdict: 'exact' }
  | { verdict: 'tolerance'; detail: string; largest: number }
  | { verdict: 'failed'; detail: string }
  /** There are no cells to run: it was made elsewhere. */
  | { verdict: 'impossible'; detail: string }
);
export type Verification = { verdict: 'waiting' } | { verdict: 'running' } | Verdict;

export interface ExternalOrigin {
  source: string;
  runId?: string;
  runLink?: string;
  loggedModelId?: string;
  flavors: string[];
  through?: 'mlflow';
}

export const modelVersions = pgTable(
  'model_versions',
  {
    id: id(),
    modelId: text('model_id')
      .notNull()
      .references(() => models.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    /**
     * `pending` until the hash of every blob is verified; immutable once `ready`. `external`: registered through MLflow, kept and
     * given back, but no process of ours can answer with it.
     */
    status: text('status').$type<'pending' | 'ready' | 'failed' | 'external'>().notNull(),
    /** Of a version that was made elsewhere: where it comes from, and the flavors of its MLmodel. It may be `ready`, where it can answer. */
    external: jsonb('external').$type<ExternalOrigin>(),
    /** MLflow's stage, of which only `Archived` is read from here: Production and Staging are where an alias stands. */
    stage: text('stage').$type<'None' | 'Staging' | 'Production' | 'Archived'>().notNull().default('None'),
    statusDetail: text('status_detail'),
    description: text('description').notNull(),
    owner: text('owner').notNull().default(''),
    licence: text('licence').notNull().default(''),
    tags: jsonb('tags').$type<Record<string, string>>().notNull().default({}),
    manifest: jsonb('manifest').$type<PackageManifest>().notNull(),
    /** Path in the package → blob. */
    files: jsonb('files').$type<Record<string, { hash: string; bytes: number }>>().notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    notebookId: text('notebook_id').notNull(),
    /** The revision it was promoted from, and the slice of it (sha256 in revision_contents). */
    revisionId: text('revision_id').notNull(),
    sliceHash: text('slice_hash').notNull(),
    sliceCells: integer('slice_cells').notNull(),
    totalCells: integer('total_cells').notNull(),
    output: text('output').notNull(),
    /** The run that trained it, where one was kept. A run may be purged, and its version stays. */
    runId: text('run_id'),
    /** The data versions of the slice; `notebook`: read by cells that it imports from there, by the table name there. */
    data: jsonb('data')
      .$type<
        {
          table: string;
          datasetId: string;
          name: string;
          version: number;
          hash: string;
          notebook?: string;
        }[]
      >()
      .notNull(),
    /** Same key, same version: a double click or a retry makes one. */
    idempotencyKey: text('idempotency_key').notNull().unique(),
    verification: jsonb('verification').$type<Verification>().notNull(),
    verifiedAt: instant('verified_at'),
    createdAt: createdAt(),
    createdBy: createdBy(),
  },
  (table) => [
    unique('model_versions_number').on(table.modelId, table.number),
    index('model_versions_notebook').on(table.notebookId),
    index('model_versions_run').on(table.runId),
  ],
);

export const modelAliases = pgTable(
  'model_aliases',
  {
    id: id(),
    modelId: text('model_id')
      .notNull()
      .references(() => models.id, { onDelete: 'cascade' }),
    alias: text('alias').notNull(),
    version: integer('version').notNull(),
    movedAt: instant('moved_at').notNull(),
    movedBy: text('moved_by').notNull(),
  },
  (table) => [unique('model_aliases_alias').on(table.modelId, table.alias)],
);

export type MoveGrounds =
  | { kind: 'passed'; checkId: string }
  /** An owner let it through although `refusal`. */
  | { kind: 'overruled'; refusal: string; checkId?: string }
  /** It stood there before: the gate of a roll-back. */
  | { kind: 'stood-before'; since: string };

/** The history of each alias, for ever. */
export const aliasMoves = pgTable(
  'alias_moves',
  {
    id: id(),
    modelId: text('model_id')
      .notNull()
      .references(() => models.id, { onDelete: 'cascade' }),
    alias: text('alias').notNull(),
    /** Order of the history: times may be equal. */
    sequence: bigint('sequence', { mode: 'number' }).generatedAlwaysAsIdentity(),
    kind: text('kind').$type<'move' | 'roll-back' | 'remove'>().notNull(),
    fromVersion: integer('from_version'),
    toVersion: integer('to_version'),
    reason: text('reason').notNull(),
    /** Why a protected alias was let move; null where it was not protected. */
    grounds: jsonb('grounds').$type<MoveGrounds>(),
    at: instant('at').notNull(),
    by: text('by').notNull(),
  },
  (table) => [index('alias_moves_model').on(table.modelId, table.at)],
);
