import { index, integer, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { createdAt, createdBy, id, instant } from './columns';

export const notebooks = pgTable(
  'notebooks',
  {
    id: id(),
    title: text('title').notNull(),
    /** Number of the newest revision. */
    head: integer('head').notNull(),
    /** `example:bike-sharing`, `monitor:<model>` … when it was made from a template. */
    origin: text('origin'),
    createdAt: createdAt(),
    createdBy: createdBy(),
    updatedAt: instant('updated_at').notNull(),
    deletedAt: instant('deleted_at'),
  },
  (table) => [index('notebooks_updated').on(table.updatedAt)],
);

/** The text of revisions, by sha256 of the file. */
export const revisionContents = pgTable('revision_contents', {
  hash: text('hash').primaryKey(),
  html: text('html').notNull(),
});

export const revisions = pgTable(
  'revisions',
  {
    id: id(),
    notebookId: text('notebook_id')
      .notNull()
      .references(() => notebooks.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    hash: text('hash')
      .notNull()
      .references(() => revisionContents.hash),
    title: text('title').notNull(),
    createdAt: createdAt(),
    createdBy: createdBy(),
  },
  (table) => [unique('revisions_number').on(table.notebookId, table.number)],
);

/** What a notebook may read or do, given by a person in the trusted page. */
export const grants = pgTable(
  'grants',
  {
    id: id(),
    notebookId: text('notebook_id')
      .notNull()
      .references(() => notebooks.id, { onDelete: 'cascade' }),
    /**
     * `dataset`: read it as table `name`. `predictions`: read the log and profile of the model `subjectId`. `runs`: read those of the
     * experiment `subjectId`. `workers`: have trials of its searches trained by the workers of the workspace. `connection`: read all that
     * the account of the connection `subjectId` may read.
     */
    kind: text('kind').$type<'dataset' | 'predictions' | 'runs' | 'workers' | 'connection'>().notNull(),
    /** SQL table name, model name, name of the experiment or of the connection, or `workers`. */
    name: text('name').notNull(),
    subjectId: text('subject_id').notNull(),
    /** Pinned data set version; null follows the newest. */
    version: integer('version'),
    createdAt: createdAt(),
    createdBy: createdBy(),
  },
  (table) => [unique('grants_name').on(table.notebookId, table.kind, table.name)],
);
