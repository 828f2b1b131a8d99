import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import { bytes, createdAt, createdBy, id, instant } from './columns';

export const notebooks = pgTable(
  'notebooks',
  {
    id: id(),
    title: text('title').notNull(),
    /** Number of the newest revision. */
    head: integer('head').notNull(),
    /** `example:bike-sharing`, `monitor:<model>` … when it was made from a template. */
    origin: text('origin'),
    /** Where it is filed, by names from the outermost: `Team/Forecasts`; empty where it is in none. */
    folder: text('folder').notNull().default(''),
    /** The revision whose text search knows; null before it was first looked at. */
    searched: integer('searched'),
    createdAt: createdAt(),
    createdBy: createdBy(),
    updatedAt: instant('updated_at').notNull(),
    deletedAt: instant('deleted_at'),
  },
  (table) => [
    index('notebooks_updated').on(table.updatedAt),
    index('notebooks_folder').on(table.folder),
    index('notebooks_title').on(sql`lower(${table.title})`),
  ],
);

export const notebookTags = pgTable(
  'notebook_tags',
  {
    notebookId: text('notebook_id')
      .notNull()
      .references(() => notebooks.id, { onDelete: 'cascade' }),
    tag: text('tag').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.notebookId, table.tag] }),
    index('notebook_tags_tag').on(table.tag),
  ],
);

/** The cells of each notebook's newest revision, for search. The index of trigrams on the text is made by hand in its migration. */
export const notebookCells = pgTable(
  'notebook_cells',
  {
    notebookId: text('notebook_id')
      .notNull()
      .references(() => notebooks.id, { onDelete: 'cascade' }),
    cellId: bigint('cell_id', { mode: 'number' }).notNull(),
    kind: text('kind').notNull(),
    text: text('text').notNull(),
    /** Of the whole cell: see `CellDigest`. */
    digest: text('digest').notNull(),
  },
  (table) => [primaryKey({ columns: [table.notebookId, table.cellId] })],
);

/** The text of revisions, by sha256 of the file. */
export const revisionContents = pgTable('revision_contents', {
  hash: text('hash').primaryKey(),
  html: text('html').notNull(),
  /** Its cells in their order, each as id and digest: what changed between two revisions is told from these. Null in old rows. */
  cells: jsonb('cells').$type<CellDigest[]>(),
});

/** The id of a cell, and the beginning of a sha256 of all that the file says of it. */
export type CellDigest = readonly [id: number, digest: string];

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
    /** Given by a person, who wants to find it again. */
    name: text('name'),
    createdAt: createdAt(),
    createdBy: createdBy(),
  },
  (table) => [
    unique('revisions_number').on(table.notebookId, table.number),
    index('revisions_created').on(table.createdAt),
  ],
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
     * the account of the connection `subjectId` may read. `notebook`: run cells of the notebook `subjectId`, on the data sets that it
     * was given itself.
     */
    kind: text('kind')
      .$type<'dataset' | 'predictions' | 'runs' | 'workers' | 'connection' | 'notebook'>()
      .notNull(),
    /** SQL table name, model name, name of the experiment or of the connection, id of the notebook, or `workers`. */
    name: text('name').notNull(),
    subjectId: text('subject_id').notNull(),
    /** Pinned data set version; null follows the newest. Of a notebook the revision at which it was allowed. */
    version: integer('version'),
    createdAt: createdAt(),
    createdBy: createdBy(),
  },
  (table) => [unique('grants_name').on(table.notebookId, table.kind, table.name)],
);

/** A notebook as it is being written, by several at once: made when it is first opened, kept beside its revisions (decision 143). */
export const notebookDocuments = pgTable('notebook_documents', {
  notebookId: text('notebook_id')
    .primaryKey()
    .references(() => notebooks.id, { onDelete: 'cascade' }),
  /** Everything up to the update `through`, as Yjs packs it. */
  state: bytes('state').notNull(),
  through: bigint('through', { mode: 'number' }).notNull(),
  /** More was written than the newest revision says. */
  isAhead: boolean('is_ahead').notNull().default(false),
});

/** What was written since then, in the order in which it came. */
export const notebookUpdates = pgTable(
  'notebook_updates',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    notebookId: text('notebook_id')
      .notNull()
      .references(() => notebooks.id, { onDelete: 'cascade' }),
    update: bytes('update').notNull(),
    /** The name by which the others saw who wrote it. */
    author: text('author'),
    createdAt: createdAt(),
  },
  (table) => [index('notebook_updates_order').on(table.notebookId, table.id)],
);
