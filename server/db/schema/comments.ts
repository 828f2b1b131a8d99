import { bigint, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { createdAt, createdBy, id, instant } from './columns';
import { notebooks } from './notebooks';

/** A talk at a cell of a notebook. None of it is in the notebook's file. */
export const commentThreads = pgTable(
  'comment_threads',
  {
    id: id(),
    notebookId: text('notebook_id')
      .notNull()
      .references(() => notebooks.id, { onDelete: 'cascade' }),
    cellId: bigint('cell_id', { mode: 'number' }).notNull(),
    /** The beginning of what the cell said when the talk began: it tells where that was once the cell is gone. */
    quote: text('quote').notNull(),
    resolvedAt: instant('resolved_at'),
    /** The name of who did it. */
    resolvedBy: text('resolved_by'),
    createdAt: createdAt(),
    createdBy: createdBy(),
  },
  (table) => [index('comment_threads_notebook').on(table.notebookId, table.createdAt)],
);

export const comments = pgTable(
  'comments',
  {
    id: id(),
    threadId: text('thread_id')
      .notNull()
      .references(() => commentThreads.id, { onDelete: 'cascade' }),
    text: text('text').notNull(),
    /** As others see the person: the account's name, or the one that was chosen where there are no accounts. */
    author: text('author').notNull(),
    /** Names and addresses that it calls. */
    mentions: jsonb('mentions').$type<string[]>().notNull(),
    editedAt: instant('edited_at'),
    deletedAt: instant('deleted_at'),
    createdAt: createdAt(),
    createdBy: createdBy(),
  },
  (table) => [index('comments_thread').on(table.threadId, table.createdAt)],
);

/** Until when a person has read the comments of a notebook. */
export const commentReads = pgTable(
  'comment_reads',
  {
    notebookId: text('notebook_id')
      .notNull()
      .references(() => notebooks.id, { onDelete: 'cascade' }),
    /** User and name. */
    reader: text('reader').notNull(),
    readAt: instant('read_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.notebookId, table.reader] })],
);
