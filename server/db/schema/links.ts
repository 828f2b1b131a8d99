import { index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { createdAt, createdBy, id, instant } from './columns';
import { notebooks } from './notebooks';

/** Links by which anybody may read a notebook as an app. */
export const links = pgTable(
  'links',
  {
    id: id(),
    notebookId: text('notebook_id')
      .notNull()
      .references(() => notebooks.id, { onDelete: 'cascade' }),
    /** sha256 of the token: what a request is found by. */
    tokenHash: text('token_hash').notNull().unique(),
    /** The token itself, sealed (`server/secrets.ts`), so that whoever may share can copy the address again. */
    token: text('token').notNull(),
    /** The revision that is shown; null follows the newest. */
    revision: integer('revision'),
    /** Origins of pages that may show it among their own; none when empty. */
    origins: jsonb('origins').$type<string[]>().notNull(),
    expiresAt: instant('expires_at'),
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
    createdAt: createdAt(),
    createdBy: createdBy(),
  },
  (table) => [index('links_notebook').on(table.notebookId)],
);
