import { bigint, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { createdAt } from './columns';

/** Blobs that rows refer to. A job deletes from storage what no reference names. */
export const blobs = pgTable('blobs', {
  hash: text('hash').primaryKey(),
  bytes: bigint('bytes', { mode: 'number' }).notNull(),
  createdAt: createdAt(),
});

export const blobReferences = pgTable(
  'blob_references',
  {
    hash: text('hash')
      .notNull()
      .references(() => blobs.hash),
    /** `dataset-version`, `model-version`, `execution`, `mail`, `search`, `package`, `notebook`. */
    ownerKind: text('owner_kind').notNull(),
    ownerId: text('owner_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.ownerKind, table.ownerId, table.hash] }),
    index('blob_references_hash').on(table.hash),
  ],
);
