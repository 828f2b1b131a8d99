import { bigint, integer, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core';
import type { FoundPersonal, PersonalMark } from '@/cells/personal';
import type { Anomaly, Expectations } from '@/cells/statistics/expectations';
import { createdAt, createdBy, id, instant } from './columns';

export const datasets = pgTable('datasets', {
  id: id(),
  name: text('name').notNull().unique(),
  nextVersion: integer('next_version').notNull(),
  /** Columns that a person marked, or said to be none; they go before what is found in a version. */
  personal: jsonb('personal').$type<Record<string, PersonalMark>>().notNull().default({}),
  createdAt: createdAt(),
  createdBy: createdBy(),
  deletedAt: instant('deleted_at'),
});

export interface DatasetColumnProfile {
  name: string;
  /** DuckDB's name of the type. */
  type: string;
  missing: number;
  distinct: number;
  minimum?: string;
  maximum?: string;
  mean?: number;
  standardDeviation?: number;
  /** Numbers and dates: counts in equal bins from minimum to maximum. */
  histogram?: number[];
  /** Others: most frequent values. */
  top?: { value: string; count: number }[];
}

export const datasetVersions = pgTable(
  'dataset_versions',
  {
    id: id(),
    datasetId: text('dataset_id')
      .notNull()
      .references(() => datasets.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    /** A name of a person's choice, one version of a data set each. */
    name: text('name'),
    note: text('note').notNull().default(''),
    /** Versions that it was made from, as far as whoever added it said so. */
    madeFrom: jsonb('made_from').$type<{ datasetId: string; version: number }[]>().notNull().default([]),
    /** The notebook in which it was added. */
    notebookId: text('notebook_id'),
    /** sha256 of the source file: the version's content. */
    hash: text('hash').notNull(),
    fileName: text('file_name').notNull(),
    format: text('format').$type<'csv' | 'tsv' | 'parquet' | 'json' | 'arrow'>().notNull(),
    /** The workbook or SQLite file of which this is a table: kept beside it. */
    originalHash: text('original_hash'),
    originalName: text('original_name'),
    rows: bigint('rows', { mode: 'number' }).notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    /** The one-table DuckDB file that frames attach. */
    databaseHash: text('database_hash').notNull(),
    parquetHash: text('parquet_hash').notNull(),
    profile: jsonb('profile').$type<DatasetColumnProfile[]>().notNull(),
    /** Plain sentences on what was odd: ragged lines left out, types guessed … */
    notes: jsonb('notes').$type<string[]>().notNull(),
    /** Columns in which personal data was found, on a sample. */
    personal: jsonb('personal').$type<Record<string, FoundPersonal>>().notNull().default({}),
    /** By which edition of the finding; 0 for none. */
    personalEdition: integer('personal_edition').notNull().default(0),
    /** How often that edition of the finding could not read it; null before it failed. */
    personalFailed: jsonb('personal_failed').$type<{ edition: number; times: number }>(),
    createdAt: createdAt(),
    createdBy: createdBy(),
  },
  (table) => [
    unique('dataset_versions_number').on(table.datasetId, table.number),
    unique('dataset_versions_name').on(table.datasetId, table.name),
  ],
);

/** Each saved state of what a data set is expected to be; the one of the greatest number counts. */
export const datasetExpectations = pgTable(
  'dataset_expectations',
  {
    id: id(),
    datasetId: text('dataset_id')
      .notNull()
      .references(() => datasets.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    /** Null: from here on nothing is expected. */
    expectations: jsonb('expectations').$type<Expectations>(),
    createdAt: createdAt(),
    createdBy: createdBy(),
  },
  (table) => [unique('dataset_expectations_number').on(table.datasetId, table.number)],
);

/** What the check of a version against one state of the expectations found. */
export const datasetChecks = pgTable(
  'dataset_checks',
  {
    id: id(),
    versionId: text('version_id')
      .notNull()
      .references(() => datasetVersions.id, { onDelete: 'cascade' }),
    /** Number of the expectations. */
    expectations: integer('expectations').notNull(),
    verdict: text('verdict').$type<'passed' | 'failed'>().notNull(),
    anomalies: jsonb('anomalies').$type<Anomaly[]>().notNull(),
    checkedAt: instant('checked_at').notNull(),
    checkedBy: text('checked_by').notNull(),
  },
  (table) => [unique('dataset_checks_version').on(table.versionId, table.expectations)],
);
