import { bigint, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { createdAt, createdBy, id, instant } from './columns';

/** A data set version put through a model version; what comes out is a version of another data set. */
export const scorings = pgTable(
  'scorings',
  {
    id: id(),
    /** By name and number as well: they are still told when the model is deleted. */
    model: text('model').notNull(),
    version: integer('version').notNull(),
    versionId: text('version_id').notNull(),
    datasetId: text('dataset_id').notNull(),
    datasetVersion: integer('dataset_version').notNull(),
    /** Name of the data set that takes the answers. */
    output: text('output').notNull(),
    state: text('state').$type<'waiting' | 'running' | 'done' | 'failed' | 'stopped'>().notNull(),
    rows: bigint('rows', { mode: 'number' }).notNull(),
    doneRows: bigint('done_rows', { mode: 'number' }).notNull().default(0),
    /** Rows that did not fit the signature, once all are done, and the reasons that stand most often. */
    refusedRows: bigint('refused_rows', { mode: 'number' }),
    refusals: jsonb('refusals').$type<{ reason: string; rows: number }[]>(),
    resultDatasetId: text('result_dataset_id'),
    resultVersion: integer('result_version'),
    /** Why it failed, in words. */
    detail: text('detail'),
    createdAt: createdAt(),
    createdBy: createdBy(),
    endedAt: instant('ended_at'),
  },
  (table) => [
    index('scorings_version').on(table.versionId),
    index('scorings_dataset').on(table.datasetId),
    index('scorings_result').on(table.resultDatasetId),
  ],
);
