import { bigint, index, integer, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { createdAt, createdBy, id, instant } from './columns';

/** Databases elsewhere that notebooks may be let read. */
export const connections = pgTable(
  'connections',
  {
    id: id(),
    /** As notebooks write it: `database="warehouse"`. */
    name: text('name').notNull(),
    kind: text('kind').$type<'postgresql' | 'clickhouse' | 'trino'>().notNull(),
    host: text('host').notNull(),
    port: integer('port').notNull(),
    /** Of Trino `catalog` or `catalog.schema`. */
    database: text('database').notNull(),
    user: text('user_name').notNull(),
    /** `checked`: TLS with a certificate that is looked at; `unchecked`: TLS with any; `off`: none. */
    tls: text('tls').$type<'checked' | 'unchecked' | 'off'>().notNull(),
    /** A certificate authority in PEM, beside those that are known. */
    authority: text('authority'),
    /** Sealed (`server/secrets.ts`); null without one. */
    password: text('password'),
    maxRows: integer('max_rows').notNull(),
    maxBytes: bigint('max_bytes', { mode: 'number' }).notNull(),
    maxSeconds: integer('max_seconds').notNull(),
    createdAt: createdAt(),
    createdBy: createdBy(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [unique('connections_named').on(table.name)],
);

/** Queries that a frame has asked for and not fetched yet: each is fetched once, within a minute. */
export const connectionQueries = pgTable(
  'connection_queries',
  {
    /** The sha256 of what its address holds: whoever has the database has no address. */
    id: id(),
    connectionId: text('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    notebookId: text('notebook_id').notNull(),
    /** Text and parameters, sealed. */
    request: text('request').notNull(),
    createdAt: createdAt(),
  },
  (table) => [index('connection_queries_created').on(table.createdAt)],
);
